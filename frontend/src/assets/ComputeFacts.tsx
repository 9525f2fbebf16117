/** What a compute is doing: steps that run and wait, what it offers, and how many may run at once. */
import { Button, NumberInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSystem } from "../app/connection";
import { ErrorState, formatSize, KeyValue } from "../ui";
import { assetsApi, useAssetChange } from "./api";
import classes from "./assets.module.css";
import type { AssetDetail } from "./types";

export type ComputeAsset = AssetDetail;

const LIMIT = "penstock.max_concurrent";

/** The limit is a tag, so that it travels with the file of the compute. */
function withLimit(tags: Readonly<Record<string, string>>, limit: number | null): Record<string, string> {
  const { [LIMIT]: _before, ...rest } = tags;
  return limit === null ? rest : { ...rest, [LIMIT]: String(limit) };
}

function AtOnce({ asset }: { asset: ComputeAsset }) {
  const { t } = useTranslation("assets");
  const kept = asset.max_concurrent ?? null;
  const [typed, setTyped] = useState<number | null | undefined>(undefined);
  const shown = typed === undefined ? kept : typed;
  const save = useAssetChange("computes", (max_concurrent: number | null) =>
    assetsApi.change("computes", asset.name, null, { tags: withLimit(asset.tags, max_concurrent) }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(shown, { onSuccess: () => setTyped(undefined) });
  };
  return (
    <form onSubmit={submit} className={classes.atOnce}>
      <NumberInput
        label={t("load.atOnce")}
        description={t("load.atOnceText")}
        placeholder={t("load.noLimit")}
        min={1}
        max={100_000}
        allowDecimal={false}
        value={shown ?? ""}
        onChange={(value) => setTyped(typeof value === "number" ? value : null)}
        data-testid="max-concurrent"
      />
      <Button
        type="submit"
        disabled={shown === kept}
        loading={save.isPending}
        data-testid="max-concurrent-save"
      >
        {t("edit.save")}
      </Button>
      {save.isError && <ErrorState error={save.error} what={t("edit.failed")} />}
    </form>
  );
}

function Count({ value, testId }: { value: number; testId: string }) {
  return (
    <span className="num" data-testid={testId}>
      {value}
    </span>
  );
}

/** What a step gets that does not say itself what it wants: tags of the compute. */
function defaults(tags: Readonly<Record<string, string>>): [key: string, value: string][] {
  return ["cpus", "gpus", "memory"].flatMap((key): [string, string][] => {
    const said = tags[`penstock.${key}`];
    return said ? [[key, said]] : [];
  });
}

export function ComputeFacts({ asset }: { asset: ComputeAsset }) {
  const { t } = useTranslation("assets");
  const machine = useSystem()?.machine;
  if (asset.running === undefined && asset.max_concurrent === undefined) return null;
  const wants = defaults(asset.tags).map(([key, value]) => `${t(`load.${key}`)}: ${value}`);
  return (
    <section data-testid="compute-load">
      <h2 className={classes.heading}>{t("load.title")}</h2>
      <KeyValue
        rows={[
          [t("load.running"), <Count key="r" value={asset.running ?? 0} testId="running" />],
          [t("load.queued"), <Count key="q" value={asset.queued ?? 0} testId="queued" />],
          machine && [
            t("load.machine"),
            <span key="m" data-testid="machine">
              {t("load.machineHas", {
                count: machine.cpus,
                memory: formatSize(machine.memory),
                gpus: t("load.gpusN", { count: machine.gpus }),
              })}
            </span>,
          ],
          wants.length > 0 && [t("load.each"), wants.join(", ")],
        ]}
      />
      <AtOnce key={asset.max_concurrent ?? "none"} asset={asset} />
    </section>
  );
}
