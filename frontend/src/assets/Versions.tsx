/** All versions of one name, newest first, each with its labels and a way to see what it changed. */
import { Button } from "@mantine/core";
import { IconArchive, IconGitCompare } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ErrorState, RelativeTime, Skeletons } from "../ui";
import { useAssetName } from "./api";
import classes from "./assets.module.css";
import { assetHref, type KindInfo } from "./kinds";
import { LabelList } from "./Tags";
import type { AssetDetail } from "./types";
import { newestFirst, stepBefore } from "./versions";

export function Versions({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const family = useAssetName(info.kind, asset.name);
  if (family.isPending) return <Skeletons rows={4} />;
  if (family.isError)
    return (
      <ErrorState error={family.error} what={t("versions.unreadable")} retry={() => void family.refetch()} />
    );
  const versions = newestFirst(family.data.versions);
  return (
    <div className={classes.scrollX}>
      <table className={classes.table} data-testid="versions">
        <thead>
          <tr>
            <th scope="col">{t("column.version")}</th>
            <th scope="col">{t(info.kind === "models" ? "aliases.title" : "labels.title")}</th>
            <th scope="col">{t("column.description")}</th>
            <th scope="col">{t("about.creator")}</th>
            <th scope="col" className={classes.number}>
              {t("column.created")}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => {
            const before = stepBefore(versions, one.version);
            const here = one.version === asset.version;
            return (
              <tr key={one.version} data-here={here || undefined} data-testid={`version:${one.version}`}>
                <th scope="row">
                  <Link
                    to={assetHref(info.kind, asset.name, one.version)}
                    aria-current={here ? "page" : undefined}
                  >
                    {one.version}
                  </Link>
                  {one.archived && (
                    <span className={classes.archived}>
                      <IconArchive size={12} aria-hidden /> {t("archived")}
                    </span>
                  )}
                </th>
                <td>
                  <span className={classes.chips}>
                    <LabelList labels={one.labels} />
                  </span>
                </td>
                <td>
                  <span className={classes.clamp}>{one.description}</span>
                </td>
                <td>{one.creator}</td>
                <td className={classes.number}>
                  <RelativeTime time={one.created} />
                </td>
                <td className={classes.number}>
                  {before && (
                    <Button
                      component={Link}
                      variant="subtle"
                      size="compact-xs"
                      leftSection={<IconGitCompare size={14} aria-hidden />}
                      to={`${assetHref(info.kind, asset.name, one.version)}?tab=diff&with=${encodeURIComponent(before)}`}
                      aria-label={t("versions.compareWith", { version: one.version, before })}
                    >
                      {t("versions.compare", { before })}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
