/** What was found on this machine beside uv: a container engine, conda. Without them the rules apply. */
import { IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tools } from "../assets/environments/api";
import classes from "./settings.module.css";

export function Engines({ tools }: { tools: Tools | undefined }) {
  const { t } = useTranslation("settings");
  if (!tools) return null;
  return (
    <section aria-label={t("engines.title")} data-testid="engines">
      <h2 className={classes.heading}>{t("engines.title")}</h2>
      <ul className={classes.plainList}>
        {(["container", "conda"] as const).map((kind) => {
          const found = tools[kind];
          const Icon = found ? IconCircleCheck : IconCircleDashed;
          return (
            <li key={kind} className={classes.engine} data-found={Boolean(found)}>
              <Icon size={16} aria-hidden />
              <span>{found ? t(`engines.${kind}Found`, { name: found }) : t(`engines.${kind}Missing`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
