/** Why a step ran or was reused: each part of its key beside that of the run it was compared with. */
import { IconEqual, IconEqualNot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { jobHref, type JobLink, type ReusePart, type ReuseStory } from "../api";
import { Differences, usePartWords } from "./Differences";
import classes from "./drawer.module.css";

function StoryLink({ link, job }: { link: JobLink; job: string }) {
  const { t } = useTranslation("jobs");
  const name = link.job ?? job;
  const href = link.href ?? jobHref(name, link.path ? { node: link.path, tab: "overview" } : {});
  return <Link to={href}>{link.path ? t("reuse.nodeOf", { node: link.path, job: name }) : name}</Link>;
}

function short(value: string | null): string {
  if (!value) return "–";
  return /^[0-9a-f]{32,}$/.test(value) ? `${value.slice(0, 10)}…` : value;
}

interface Columns {
  /** There is a run to compare with. */
  compared: boolean;
  /** Something differs, so the other side is worth a column. */
  theirs: boolean;
}

function Part({ part, compared, theirs }: { part: ReusePart } & Columns) {
  const { t } = useTranslation("jobs");
  const Icon = part.same ? IconEqual : IconEqualNot;
  const name = usePartWords()(part.part);
  return (
    <tr data-same={part.same}>
      <th scope="row">{name}</th>
      {compared && (
        <td>
          <span className={part.same ? classes.same : classes.different}>
            <Icon size={14} aria-hidden /> {t(part.same ? "reuse.same" : "reuse.different")}
          </span>
        </td>
      )}
      <td title={part.mine ?? undefined} className={part.same ? classes.clipped : undefined}>
        <code>{short(part.mine)}</code>
      </td>
      {theirs && (
        <td title={part.theirs ?? undefined}>
          <code>{part.same ? "" : short(part.theirs)}</code>
        </td>
      )}
    </tr>
  );
}

function Parts({ parts, compared }: { parts: readonly ReusePart[]; compared: boolean }) {
  const { t } = useTranslation("jobs");
  const differing = parts.filter((part) => !part.same).length;
  const columns = { compared, theirs: differing > 0 };
  const summary = compared
    ? t("reuse.summary", { same: parts.length - differing, different: differing })
    : t("reuse.table");
  return (
    <details>
      <summary className={classes.summary}>{summary}</summary>
      <div className={classes.partsWrap} tabIndex={0} role="region" aria-label={t("reuse.table")}>
        <table className={classes.parts}>
          <thead>
            <tr>
              <th scope="col">{t("reuse.partHead")}</th>
              {compared && <th scope="col">{t("reuse.compared")}</th>}
              <th scope="col">{t("reuse.mine")}</th>
              {columns.theirs && <th scope="col">{t("reuse.theirs")}</th>}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <Part key={part.part} part={part} {...columns} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

interface ReusePanelProps {
  reuse: ReuseStory;
  job: string;
  /** Of the step itself, so that what differs can be asked for. */
  path: string;
  version: string;
}

const TITLES = { ran: "reuse.ran", reused: "reuse.reused", joined: "reuse.joined" } as const;

export function ReusePanel({ reuse, job, path, version }: ReusePanelProps) {
  const { t } = useTranslation("jobs");
  const other = reuse.origin ?? reuse.compared_with;
  const parts = [...(reuse.parts ?? [])].sort((a, b) => Number(a.same) - Number(b.same));
  return (
    <section data-testid="reuse">
      <h3 className={classes.heading}>{t(TITLES[reuse.decision])}</h3>
      <p className={classes.paragraph}>{reuse.reason}</p>
      {other && (other.job || other.href) && (
        <p className={classes.paragraph}>
          {t(reuse.origin ? "reuse.from" : "reuse.comparedWith")} <StoryLink link={other} job={job} />
        </p>
      )}
      {reuse.compared_with && parts.some((part) => !part.same) && (
        <Differences job={job} path={path} version={version} />
      )}
      {parts.length > 0 && <Parts parts={parts} compared={Boolean(other)} />}
    </section>
  );
}
