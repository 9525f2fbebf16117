/** The page of an environment that is built in: nobody registered it, so it has a build and nothing else. */
import { IconBox } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../ui";
import classes from "../assets.module.css";
import { BuildButton } from "./BuildState";
import { BuildTab } from "./BuildTab";

export function BuiltInPage({ name, version }: { name: string; version: string }) {
  const { t } = useTranslation("assets");
  const ref = `azureml:${name}@latest`;
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <IconBox size={22} stroke={1.5} aria-hidden className={classes.headIcon} />
        <div className={classes.headText}>
          <h1 className={classes.title}>{name}</h1>
          <span className={classes.ref}>
            <code>{ref}</code> <CopyButton text={ref} label={t("menu.copyRef")} />
          </span>
        </div>
        <BuildButton name={name} version={version} />
      </div>
      <p className={classes.lead}>{t(`build.about.${name}`, { defaultValue: "" })}</p>
      <BuildTab name={name} version={version} />
    </div>
  );
}
