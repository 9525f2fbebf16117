/** What a model is and where it came from: flavors, signature, its job, its page at the tracking server. */
import { Anchor } from "@mantine/core";
import { IconExternalLink, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAssetChange, useAssetName } from "../api";
import { ChipsEditor } from "../ChipsEditor";
import classes from "../assets.module.css";
import { aliasApi, jobHref, type ModelAsset } from "../insight";
import type { KindInfo } from "../kinds";
import { flavorRows, mlflowPage, signatureRows, type SignatureRow } from "./card";

function Signature({ rows, side }: { rows: readonly SignatureRow[]; side: "inputs" | "outputs" | "params" }) {
  const { t } = useTranslation("assets");
  if (rows.length === 0) return null;
  return (
    <div className={classes.scrollX}>
      <table className={classes.table} data-testid={`signature:${side}`}>
        <caption className={classes.caption}>{t(`card.${side}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("column.name")}</th>
            <th scope="col">{t("list.type")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${at} ${row.name}`}>
              <th scope="row">{row.name}</th>
              <td>
                {row.type} {row.optional && <span className={classes.quiet}>{t("components.optional")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** In the main column: what MLflow wrote beside the model. */
export function ModelCard({ asset }: { asset: ModelAsset }) {
  const { t } = useTranslation("assets");
  const { mlflow } = asset;
  if (!mlflow) return null;
  const flavors = flavorRows(mlflow.flavors);
  const sides = (["inputs", "outputs", "params"] as const).map(
    (side) => [side, signatureRows(mlflow.signature?.[side])] as const,
  );
  const hasSignature = sides.some(([, rows]) => rows.length > 0);
  return (
    <section data-testid="model-card">
      <h2 className={classes.heading}>{t("card.title")}</h2>
      {flavors.length > 0 && (
        <ul className={classes.chipList} aria-label={t("card.flavors")}>
          {flavors.map((flavor) => (
            <li key={flavor.name} className={classes.chipItem}>
              <span>
                {flavor.name} {flavor.version && <span className={classes.quiet}>{flavor.version}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {hasSignature ? (
        <div className={classes.signature}>
          {sides.map(([side, rows]) => (
            <Signature key={side} rows={rows} side={side} />
          ))}
        </div>
      ) : (
        <p className={classes.none}>{t("card.noSignature")}</p>
      )}
    </section>
  );
}

const ALIAS = /^[A-Za-z][\w-]*$/;

/** Names that move from version to version, such as champion: what scripts ask for instead of a number. */
export function Aliases({ info, asset }: { info: KindInfo; asset: ModelAsset }) {
  const { t } = useTranslation("assets");
  const family = useAssetName(info.kind, asset.name);
  const version = asset.version ?? "";
  const add = useAssetChange(info.kind, (alias: string) => aliasApi.set(asset.name, alias, version));
  const remove = useAssetChange(info.kind, (alias: string) => aliasApi.remove(asset.name, alias));
  const advise = (alias: string) => {
    // MLflow keeps v1, v2 … and latest for itself.
    if (alias === "latest" || /^v\d+$/i.test(alias))
      return { text: t("aliases.taken", { alias }), stops: true };
    if (!ALIAS.test(alias)) return { text: t("aliases.badName"), stops: true };
    const others = (family.data?.versions ?? []) as readonly Pick<ModelAsset, "version" | "aliases">[];
    const other = others.find((one) => one.aliases?.includes(alias));
    if (!other || other.version === version) return null;
    return { text: t("labels.moves", { label: alias, version: other.version }), stops: false };
  };
  return (
    <ChipsEditor
      title={t("aliases.title")}
      hint={t("aliases.hint")}
      none={t("aliases.none")}
      form="one"
      testId="aliases"
      example={t("aliases.example")}
      chips={(asset.aliases ?? []).map((alias) => ({ key: alias, words: alias }))}
      add={(alias) => add.mutateAsync(alias)}
      remove={(alias) => remove.mutateAsync(alias)}
      advise={advise}
    />
  );
}

/** Beside the model: the job that made it, and its page elsewhere. */
export function ModelOrigin({ asset }: { asset: ModelAsset }) {
  const { t } = useTranslation("assets");
  const { job } = asset;
  return (
    <section className={classes.asideSection} data-testid="model-origin">
      <h2 className={classes.asideTitle}>{t("origin.title")}</h2>
      {job ? (
        <p className={classes.originRow}>
          <IconPlayerPlay size={14} aria-hidden />
          <Link className={classes.link} to={jobHref(job.name, job.node)}>
            {job.node ? `${job.name} / ${job.node}` : job.name}
          </Link>
        </p>
      ) : (
        <p className={classes.none}>{t("origin.none")}</p>
      )}
      {asset.aliases !== undefined && (
        <p className={classes.originRow}>
          <IconExternalLink size={14} aria-hidden />
          <Anchor
            href={mlflowPage(asset.name, asset.version ?? "", asset.properties)}
            target="_blank"
            rel="noreferrer"
            size="xs"
          >
            {t("origin.mlflow")}
          </Anchor>
        </p>
      )}
    </section>
  );
}
