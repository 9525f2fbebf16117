/** Parameters, tags, models and artifacts of a tracking run. */
import { IconFile, IconFolder } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatSize } from "../../ui";
import drawer from "../drawer/drawer.module.css";
import type { Measured, Named } from "../measures";
import classes from "./metrics.module.css";

/** What MLflow writes about the run for itself. */
const own = (tag: Named) => tag.key.startsWith("mlflow.");
const FEW = 12;

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section>
      <h3 className={drawer.heading}>
        {title} <span className={drawer.note}>{count}</span>
      </h3>
      {children}
    </section>
  );
}

function Pairs({ rows, label }: { rows: readonly Named[]; label: string }) {
  const { t } = useTranslation("jobs");
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FEW);
  return (
    <>
      <table className={drawer.parts} aria-label={label}>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.key}</th>
              <td>
                <code>{row.value}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > FEW && (
        <button type="button" className={drawer.link} aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? "fewer" : "showAll")}
        </button>
      )}
    </>
  );
}

export function RunFacts({ data }: { data: Measured }) {
  const { t } = useTranslation("jobs");
  const tags = data.tags.filter((tag) => !own(tag));
  return (
    <>
      <Section title={t("metrics.params")} count={data.params.length}>
        <Pairs rows={data.params} label={t("metrics.params")} />
      </Section>
      <Section title={t("metrics.models")} count={data.models.length}>
        <ul className={classes.list}>
          {data.models.map((model) => (
            <li key={`${model.name}:${model.version}`}>
              {model.version === "" ? (
                <span>{model.name}</span>
              ) : (
                <Link to={`/models/${encodeURIComponent(model.name)}/${encodeURIComponent(model.version)}`}>
                  {model.name}:{model.version}
                </Link>
              )}
              {model.path && <code className={drawer.note}> {model.path}</code>}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("metrics.artifacts")} count={data.artifacts.length}>
        <ul className={classes.list}>
          {data.artifacts.map((artifact) => (
            <li key={artifact.path} className={drawer.fileRow}>
              {artifact.is_dir ? <IconFolder size={15} aria-hidden /> : <IconFile size={15} aria-hidden />}
              <span className={drawer.fileName}>{artifact.path}</span>
              {!artifact.is_dir && artifact.size !== null && (
                <span className={drawer.fileSize}>{formatSize(artifact.size)}</span>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("metrics.tags")} count={tags.length}>
        <Pairs rows={tags} label={t("metrics.tags")} />
      </Section>
    </>
  );
}
