/** What a user sees when a page broke: words, a way on, the message to copy. Never a stack. */
import { Button, Code, Group } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { EmptyPage } from "./EmptyPage";

export function RouteError() {
  const { t } = useTranslation("frame");
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  // A chunk that no longer exists means that the server was updated under the page.
  const outdated = /dynamically imported module|module script/i.test(message);
  return (
    <EmptyPage icon={IconAlertTriangle} title={t(outdated ? "broken.outdated" : "broken.title")}>
      <p>{t(outdated ? "broken.outdatedWords" : "broken.words")}</p>
      {!outdated && <Code block>{message}</Code>}
      <Group gap="sm">
        <Button onClick={() => window.location.reload()}>{t("broken.reload")}</Button>
        <Button variant="default" component="a" href="/">
          {t("notfound.home")}
        </Button>
      </Group>
    </EmptyPage>
  );
}
