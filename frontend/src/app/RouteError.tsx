/** What a user sees when a page broke: words, a way on, the message to copy. Never a stack. */
import { Button, Code, Group } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { useConnectionStore } from "./connection";
import { EmptyPage } from "./EmptyPage";

/** A page whose code could not be had: the server is away, or was updated under the page. */
const isMissingCode = (message: string): boolean =>
  /dynamically imported module|module script|unable to preload/i.test(message);

/** Asks whether the server is there; when it comes back the page is loaded anew. */
function useAway(asked: boolean): "away" | "there" | "asking" {
  const client = useQueryClient();
  const reachable = useConnectionStore((store) => store.reachable);
  const [answered, setAnswered] = useState(!asked);
  const wasAway = useRef(false);
  useEffect(() => {
    if (asked) void client.refetchQueries({ queryKey: ["system"] }).finally(() => setAnswered(true));
  }, [asked, client]);
  useEffect(() => {
    if (asked && !reachable) wasAway.current = true;
    else if (wasAway.current) window.location.reload();
  }, [asked, reachable]);
  if (!answered) return "asking";
  return asked && !reachable ? "away" : "there";
}

export function RouteError() {
  const { t } = useTranslation("frame");
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  const missing = isMissingCode(message);
  const server = useAway(missing);
  if (server === "asking") return null;
  const away = server === "away";
  const kind = away ? "away" : missing ? "outdated" : "title";
  const words = away ? "awayWords" : missing ? "outdatedWords" : "words";
  return (
    <EmptyPage icon={away ? IconPlugConnectedX : IconAlertTriangle} title={t(`broken.${kind}`)}>
      <p>{t(`broken.${words}`)}</p>
      {!missing && <Code block>{message}</Code>}
      <Group gap="sm">
        <Button onClick={() => window.location.reload()}>{t("broken.reload")}</Button>
        {!away && (
          <Button variant="default" component="a" href="/">
            {t("notfound.home")}
          </Button>
        )}
      </Group>
    </EmptyPage>
  );
}
