/** Name, status, time and counts of a run, with what can be done with it. */
import { IconDatabase, IconFlask, IconRecycle } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { statusLook } from "../../canvas";
import { CopyButton, Duration, formatCount, formatSize, RelativeTime, StatusBadge } from "../../ui";
import type { Job } from "../api";
import { countStatuses } from "../live/reduce";
import { STATUS_WORDS, type JobState, type NodeState, type StatusWord } from "../live/types";
import classes from "./page.module.css";
import { RunToolbar } from "./RunToolbar";

export type StatusFilter = StatusWord | "reused" | null;

interface CountsProps {
  nodes: Record<string, NodeState>;
  filter: StatusFilter;
  onFilter: (filter: StatusFilter) => void;
}

/** How many nodes are in each status; a click filters the outline. */
export function StatusCounts({ nodes, filter, onFilter }: CountsProps) {
  const { t, i18n } = useTranslation(["jobs", "frame"]);
  const counts = useMemo(() => countStatuses(nodes), [nodes]);
  const reused = useMemo(() => Object.values(nodes).filter((node) => node.reused_from).length, [nodes]);
  const chip = (key: Exclude<StatusFilter, null>, count: number, word: string) => {
    const look = statusLook(key === "reused" ? "Completed" : key, key === "reused");
    const Icon = key === "reused" ? IconRecycle : look.icon;
    return (
      <button
        key={key}
        type="button"
        className={classes.chip}
        aria-pressed={filter === key}
        title={t("counts.filter", { status: word })}
        onClick={() => onFilter(filter === key ? null : key)}
      >
        <Icon size={14} aria-hidden style={{ color: `var(${look.color})` }} />
        <span className="num">{formatCount(count, i18n.language)}</span> {word}
      </button>
    );
  };
  return (
    <div className={classes.chips} role="group" aria-label={t("counts.label")}>
      {STATUS_WORDS.filter((word) => counts[word]).map((word) =>
        chip(word, counts[word] ?? 0, t(`frame:${statusLook(word).key}`)),
      )}
      {reused > 0 && chip("reused", reused, t("reused"))}
    </div>
  );
}

interface RunHeaderProps extends CountsProps {
  job: Job;
  state: JobState;
}

export function RunHeader({ job, state, nodes, filter, onFilter }: RunHeaderProps) {
  const { t } = useTranslation("jobs");
  const failed = useMemo(
    () => state.status === "Failed" || Object.values(nodes).some((node) => node.status === "Failed"),
    [state.status, nodes],
  );
  return (
    <div className={classes.header}>
      <div className={classes.titleRow}>
        <h1 className={classes.title} title={job.display_name || job.name}>
          {job.display_name || job.name}
        </h1>
        <StatusBadge status={state.status} testId="job-status" />
        <span className={classes.meta} title={t("duration")}>
          <Duration start={state.start_time} end={state.end_time} none="" />
        </span>
        <div className={classes.tools}>
          <RunToolbar job={job} status={state.status} failed={failed || state.status === "Canceled"} />
        </div>
      </div>
      <div className={classes.metaRow}>
        <StatusCounts nodes={nodes} filter={filter} onFilter={onFilter} />
        <span className={classes.meta}>
          <IconFlask size={14} aria-hidden />
          <Link to={`/jobs?experiment=${encodeURIComponent(job.experiment_name)}`}>
            {job.experiment_name}
          </Link>
        </span>
        <span className={classes.meta}>
          <RelativeTime time={state.start_time ?? job.creation_context?.created_at} none="" />
        </span>
        <span className={classes.meta}>
          <code>{job.name}</code> <CopyButton text={job.name} label={t("copyName")} />
        </span>
        {typeof job.size === "number" && job.size > 0 && (
          <span className={classes.meta} title={t("size")} data-testid="job-size">
            <IconDatabase size={14} aria-hidden />
            {formatSize(job.size)}
          </span>
        )}
        {job.draft && (
          <span className={classes.meta}>
            <Link to={`/designer/${job.draft}`}>{t("itsDraft")}</Link>
          </span>
        )}
      </div>
    </div>
  );
}
