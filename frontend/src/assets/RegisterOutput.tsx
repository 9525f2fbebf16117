/** On an output of a finished step: the ways to give it a name in the registry. */
import { IconBrain, IconDatabasePlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import classes from "./assets.module.css";
import { registerHref } from "./registerPath";

interface RegisterOutputProps {
  /** The child job's own name, which its address begins with. */
  job: string;
  output: { name: string; type: string };
}

export function RegisterOutput({ job, output: { name, type } }: RegisterOutputProps) {
  const { t } = useTranslation("assets");
  const path = `azureml://jobs/${job}/outputs/${name}`;
  const isModel = type.endsWith("_model");
  return (
    <p className={classes.registerLinks}>
      {!isModel && (
        <Link className={classes.link} to={registerHref("data", { path, name, type })}>
          <IconDatabasePlus size={14} aria-hidden /> {t("byPath.asData")}
        </Link>
      )}
      <Link
        className={classes.link}
        to={registerHref("models", { path, name, ...(isModel ? { type } : {}) })}
        data-testid={`register-model:${name}`}
      >
        <IconBrain size={14} aria-hidden /> {t("byPath.asModel")}
      </Link>
    </p>
  );
}
