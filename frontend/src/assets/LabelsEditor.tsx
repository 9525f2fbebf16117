/** Labels of a version: names that move from version to version. `latest` moves by itself. */
import { useTranslation } from "react-i18next";
import { assetsApi, useAssetChange, useAssetName } from "./api";
import { ChipsEditor } from "./ChipsEditor";
import type { KindInfo } from "./kinds";
import type { AssetDetail } from "./types";

const LABEL = /^[A-Za-z0-9][\w.-]*$/;

export function LabelsEditor({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const family = useAssetName(info.kind, asset.name);
  const version = asset.version ?? "";
  const add = useAssetChange(info.kind, (label: string) =>
    assetsApi.label(info.kind, asset.name, version, label),
  );
  const remove = useAssetChange(info.kind, (label: string) =>
    assetsApi.unlabel(info.kind, asset.name, label),
  );
  const advise = (label: string) => {
    if (label === "latest") return { text: t("labels.latest"), stops: true };
    if (!LABEL.test(label)) return { text: t("labels.badName"), stops: true };
    const other = family.data?.versions.find((one) => one.labels.includes(label));
    if (!other || other.version === version) return null;
    return { text: t("labels.moves", { label, version: other.version }), stops: false };
  };
  return (
    <ChipsEditor
      title={t("labels.title")}
      none={t("labels.none")}
      form="one"
      testId="labels"
      chips={asset.labels.map((label) => ({ key: label, words: label, fixed: label === "latest" }))}
      add={(label) => add.mutateAsync(label)}
      remove={(label) => remove.mutateAsync(label)}
      advise={advise}
    />
  );
}
