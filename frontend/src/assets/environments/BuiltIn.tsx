/** Environments that are always there, above those that were registered. */
import { IconBox } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatSize } from "../../ui";
import classes from "../assets.module.css";
import { assetHref } from "../kinds";
import { isBuiltIn, useBuilds } from "./api";
import { BuildBadge, BuildProgress } from "./BuildState";

export function BuiltIn() {
  const { t } = useTranslation("assets");
  const builds = useBuilds();
  const found = builds.data?.items.filter((one) => isBuiltIn(one.name)) ?? [];
  if (found.length === 0) return null;
  return (
    <section className={classes.builtIns} aria-label={t("build.builtIn")}>
      {found.map((one) => (
        <div
          key={`${one.name} ${one.version}`}
          className={classes.builtIn}
          data-testid={`built-in:${one.name}`}
        >
          <p className={classes.builtInHead}>
            <IconBox size={16} stroke={1.6} aria-hidden className={classes.nameIcon} />
            <Link to={assetHref("environments", one.name, one.version)}>{one.name}</Link>
            <BuildBadge build={one} />
          </p>
          <p className={classes.builtInText}>
            {t(`build.about.${one.name}`, { defaultValue: "" })}{" "}
            {one.packages !== null && one.packages > 0 && t("build.packagesN", { count: one.packages })}{" "}
            {one.size !== null && one.size > 0 && formatSize(one.size)}
          </p>
          <BuildProgress build={one} />
        </div>
      ))}
    </section>
  );
}

/** One word per row of the list. */
export function BuildCell({ name, version }: { name: string; version: string | null }) {
  const builds = useBuilds();
  const found = builds.data?.items.find((one) => one.name === name && one.version === version);
  return found ? <BuildBadge build={found} /> : null;
}
