/** Why a step ran or was reused: each part of its key beside that of the run it was compared with. */
import { IconEqual, IconEqualNot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { jobHref, type JobLink, type ReusePart, type ReuseStory } from "../api";
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

function Part({ part, compared }: { part: ReusePart; compared: boolean }) {
  const { t } = useTranslation("jobs");
  const Icon = part.same ? IconEqual : IconEqualNot;
  const [kind, ...rest] = part.part.split(".");
  const name = [t(`reuse.part.${kind}`, { defaultValue: kind ?? "" }), rest.join(".")]
    .filter(Boolean)
    .join(" · ");
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
      <td title={part.mine ?? undefined}>
        <code>{short(part.mine)}</code>
      </td>
      {compared && (
        <td title={part.theirs ?? undefined}>
          <code>{part.same ? "" : short(part.theirs)}</code>
        </td>
      )}
    </tr>
  );
}

export function ReusePanel({ reuse, job }: { reuse: ReuseStory; job: string }) {
  const { t } = useTranslation("jobs");
  const other = reuse.origin ?? reuse.compared_with;
  const compared = Boolean(other);
  const parts = [...(reuse.parts ?? [])].sort((a, b) => Number(a.same) - Number(b.same));
  return (
    <section data-testid="reuse">
      <h3 className={classes.heading}>{t(reuse.decision === "reused" ? "reuse.reused" : "reuse.ran")}</h3>
      <p className={classes.paragraph}>{reuse.reason}</p>
      {other && (other.job || other.href) && (
        <p className={classes.paragraph}>
          {t(reuse.origin ? "reuse.from" : "reuse.comparedWith")} <StoryLink link={other} job={job} />
        </p>
      )}
      {parts.length > 0 && (
        <div className={classes.partsWrap} tabIndex={0} role="region" aria-label={t("reuse.table")}>
          <table className={classes.parts}>
            <thead>
              <tr>
                <th scope="col">{t("reuse.partHead")}</th>
                {compared && <th scope="col">{t("reuse.compared")}</th>}
                <th scope="col">{t("reuse.mine")}</th>
                {compared && <th scope="col">{t("reuse.theirs")}</th>}
              </tr>
            </thead>
            <tbody>
              {parts.map((part) => (
                <Part key={part.part} part={part} compared={compared} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
