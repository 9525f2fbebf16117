/** Jobs as rows: status, how far, how long, when. */
import { Checkbox } from "@mantine/core";
import { IconRecycle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Duration, RelativeTime, StatusBadge } from "../../ui";
import { jobHref, type JobSummary } from "../api";
import { CountsBar } from "./CountsBar";
import classes from "./list.module.css";

interface JobsTableProps {
  jobs: readonly JobSummary[];
  selected?: ReadonlySet<string>;
  onSelected?: (selected: Set<string>) => void;
}

interface JobRowProps {
  job: JobSummary;
  checked: boolean | null;
  onCheck: (on: boolean) => void;
}

function JobRow({ job, checked, onCheck }: JobRowProps) {
  const { t } = useTranslation("jobs");
  const title = job.display_name || job.name;
  return (
    <tr data-testid={`job:${job.name}`} data-status={job.status} data-checked={checked || undefined}>
      {checked !== null && (
        <td>
          <Checkbox
            aria-label={t("list.select", { job: title })}
            checked={checked}
            onChange={(event) => onCheck(event.currentTarget.checked)}
          />
        </td>
      )}
      <th scope="row" className={classes.name}>
        <Link to={jobHref(job.name)}>{title}</Link>
        <span className={classes.sub}>{job.name}</span>
      </th>
      <td>
        <StatusBadge status={job.status} />
      </td>
      <td>
        <CountsBar counts={job.counts ?? {}} reused={job.reused} />
        {job.reused > 0 && (
          <span className={classes.reused} title={t("list.reusedN", { count: job.reused })}>
            <IconRecycle size={13} aria-hidden /> <span className="num">{job.reused}</span>
          </span>
        )}
      </td>
      <td className={classes.number}>
        <Duration start={job.start_time} end={job.end_time} />
      </td>
      <td>
        <Link to={`/jobs?experiment=${encodeURIComponent(job.experiment_name)}`} className={classes.quiet}>
          {job.experiment_name}
        </Link>
      </td>
      <td className={classes.number}>
        <RelativeTime time={job.created} />
      </td>
    </tr>
  );
}

export function JobsTable({ jobs, selected, onSelected }: JobsTableProps) {
  const { t } = useTranslation("jobs");
  const all = selected !== undefined && jobs.length > 0 && jobs.every((job) => selected.has(job.name));
  const check = (name: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(name);
    else next.delete(name);
    onSelected?.(next);
  };
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {selected && (
            <td className={classes.check}>
              <Checkbox
                aria-label={t("list.selectAll")}
                checked={all}
                indeterminate={!all && selected.size > 0}
                onChange={() => onSelected?.(all ? new Set() : new Set(jobs.map((job) => job.name)))}
              />
            </td>
          )}
          <th scope="col">{t("list.job")}</th>
          <th scope="col">{t("overview.status")}</th>
          <th scope="col">{t("list.nodes")}</th>
          <th scope="col" className={classes.number}>
            {t("duration")}
          </th>
          <th scope="col">{t("list.experiment")}</th>
          <th scope="col" className={classes.number}>
            {t("list.created")}
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow
            key={job.name}
            job={job}
            checked={selected ? selected.has(job.name) : null}
            onCheck={(on) => check(job.name, on)}
          />
        ))}
      </tbody>
    </table>
  );
}
