import { Anchor } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useBreadcrumb } from "./breadcrumb";
import { EmptyPage } from "./EmptyPage";

export function NotFoundPage() {
  const { t } = useTranslation("frame");
  const { pathname } = useLocation();
  useBreadcrumb([{ label: t("notfound.title") }]);
  return (
    <EmptyPage icon={IconMapOff} title={t("notfound.title")}>
      <p>{t("notfound.words", { path: pathname })}</p>
      <Anchor component={Link} to="/" size="sm">
        {t("notfound.home")}
      </Anchor>
    </EmptyPage>
  );
}
