/** An area this version does not have: says so, and how to get by. */
import { Anchor, Code } from "@mantine/core";
import { IconTools } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBreadcrumb } from "./breadcrumb";
import { EmptyPage } from "./EmptyPage";

export type Area = "data" | "models" | "environments" | "compute" | "endpoints" | "schedules";

export function NotYetPage({ area }: { area: Area }) {
  const { t } = useTranslation("frame");
  useBreadcrumb([{ label: t(`area.${area}`) }]);
  return (
    <EmptyPage icon={IconTools} title={t(`notyet.${area}.title`)}>
      <p>{t(`notyet.${area}.what`)}</p>
      <p>{t(`notyet.${area}.instead`)}</p>
      <Code block>{t(`notyet.${area}.code`)}</Code>
      <Anchor component={Link} to="/designer" size="sm">
        {t("notyet.go")}
      </Anchor>
    </EmptyPage>
  );
}
