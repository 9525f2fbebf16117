/** The frame of every page of settings: title, the way to the others, the page. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import classes from "./settings.module.css";

export const SECTIONS = ["storage", "rules", "paths", "workspace"] as const;
export type Section = (typeof SECTIONS)[number];

export function SettingsFrame({ section, children }: { section: Section; children: ReactNode }) {
  const { t } = useTranslation("settings");
  useBreadcrumb([{ label: t("title"), to: "/settings" }, { label: t(`${section}.title`) }]);
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t("title")}</h1>
      <nav className={classes.tabs} aria-label={t("sections")}>
        {SECTIONS.map((one) => (
          <NavLink key={one} to={`/settings/${one}`} aria-current={one === section ? "page" : undefined}>
            {t(`${one}.title`)}
          </NavLink>
        ))}
      </nav>
      {children}
    </div>
  );
}

/** Says what a page is for, above what it holds. */
export function Lead({ children }: { children: ReactNode }) {
  return <p className={classes.lead}>{children}</p>;
}
