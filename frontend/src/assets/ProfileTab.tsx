/** The profile of each file of a data asset that holds a table. */
import { useTranslation } from "react-i18next";
import { ColumnProfile, EmptyState, ErrorState, Skeletons } from "../ui";
import classes from "./assets.module.css";
import { Elsewhere } from "./Elsewhere";
import { Split } from "./Files";
import { useProfile } from "./insight";
import type { AssetDetail } from "./types";

const TABLE = /\.(csv|tsv|parquet|jsonl?|arrow|feather)(\.gz)?$/i;

function ProfileOf({ asset, path }: { asset: AssetDetail; path: string }) {
  const { t } = useTranslation("assets");
  const profile = useProfile(asset.name, asset.version ?? "", path);
  if (profile.isPending) return <Skeletons rows={8} label={t("profile.reading")} />;
  if (profile.isError)
    return (
      <ErrorState error={profile.error} what={t("profile.unreadable")} retry={() => void profile.refetch()} />
    );
  if (profile.data.columns.length === 0)
    return (
      <EmptyState small title={t("profile.noColumns")}>
        {t("profile.noColumnsText")}
      </EmptyState>
    );
  return <ColumnProfile profile={profile.data} label={t("profile.of", { name: path || asset.name })} />;
}

export function ProfileTab({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const tables = asset.files.filter((file) => TABLE.test(file.path));
  // An MLTable is one table, whatever files it is made of.
  const whole = (
    <div className={classes.previewBody} data-testid="data-profile">
      <ProfileOf asset={asset} path="" />
    </div>
  );
  if (asset.files.length === 0) return <Elsewhere asset={asset}>{whole}</Elsewhere>;
  if (asset.type === "mltable") return whole;
  const first = tables[0]?.path;
  if (first === undefined)
    return (
      <EmptyState small title={t("profile.noTable")}>
        {t("profile.noTableText")}
      </EmptyState>
    );
  return (
    <Split files={tables} first={first}>
      {(path) => (
        <div className={classes.previewBody} data-testid="data-profile">
          <ProfileOf asset={asset} path={path} />
        </div>
      )}
    </Split>
  );
}
