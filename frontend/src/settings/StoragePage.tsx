/** How much room the workspace takes, by part and by job, and what can be taken back. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPin, IconPinFilled } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { tellError } from "../designer/toasts";
import { EmptyState, ErrorState, formatSize, RelativeTime, Skeletons } from "../ui";
import { settingsApi, useStorage, type JobSize, type Storage } from "./api";
import { Prune } from "./Prune";
import { RetentionForm } from "./RetentionForm";
import { Lead, SettingsFrame } from "./SettingsFrame";
import classes from "./settings.module.css";

const ORDER = ["jobs", "store", "environments", "cache", "tracking", "database"];

function Parts({ storage }: { storage: Storage }) {
  const { t } = useTranslation("settings");
  const parts = [...storage.parts].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const used = parts.reduce((sum, part) => sum + part.size, 0);
  const whole = Math.max(used, 1);
  return (
    <section aria-label={t("storage.parts")}>
      <p className={classes.total} data-testid="storage-total">
        <strong>{formatSize(used)}</strong>{" "}
        <span className={classes.quiet}>
          {t("storage.disk", { free: formatSize(storage.free), total: formatSize(storage.total) })}
        </span>
      </p>
      <div className={classes.stack} aria-hidden>
        {parts
          .filter((part) => part.size > 0)
          .map((part) => (
            <span
              key={part.kind}
              data-part={part.kind}
              style={{ flexGrow: part.size / whole }}
              title={`${t(`storage.part.${part.kind}`)}: ${formatSize(part.size)}`}
            />
          ))}
      </div>
      <dl className={classes.parts}>
        {parts.map((part) => (
          <div key={part.kind} className={classes.part} data-testid={`storage-part:${part.kind}`}>
            <dt>
              <span className={classes.swatch} data-part={part.kind} aria-hidden />
              {t(`storage.part.${part.kind}`, { defaultValue: part.kind })}
            </dt>
            <dd>
              <strong>{formatSize(part.size)}</strong>
              <span className={classes.quiet}>{t(`storage.about.${part.kind}`, { defaultValue: "" })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A pinned job stays whatever is pruned. */
function Pin({ job }: { job: JobSize }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const pin = useMutation({
    mutationFn: () => settingsApi.pin(job.name, !job.pinned),
    onSuccess: () => client.invalidateQueries({ queryKey: ["settings", "storage"] }),
    onError: (error) => tellError(t("notSaved"), error),
  });
  const Icon = job.pinned ? IconPinFilled : IconPin;
  return (
    <Tooltip label={t(job.pinned ? "storage.unpin" : "storage.pin")}>
      <ActionIcon
        size="sm"
        aria-pressed={job.pinned}
        aria-label={t("storage.pinNamed", { name: job.display_name || job.name })}
        loading={pin.isPending}
        onClick={() => pin.mutate()}
        data-testid={`pin:${job.name}`}
      >
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** So many are shown; the rest of a long list is small. */
const FEW = 50;

function LargestJobs({ jobs }: { jobs: readonly JobSize[] }) {
  const { t } = useTranslation("settings");
  const most = Math.max(1, ...jobs.map((job) => job.size));
  return (
    <section>
      <h2 className={classes.heading}>{t("storage.largest")}</h2>
      {jobs.length === 0 ? (
        <EmptyState small title={t("storage.noJobs")}>
          {t("storage.noJobsText")}
        </EmptyState>
      ) : (
        <div className={classes.scrollX}>
          <table className={classes.table} data-testid="largest-jobs">
            <thead>
              <tr>
                <th scope="col">{t("storage.job")}</th>
                <th scope="col">{t("storage.ended")}</th>
                <th scope="col" className={classes.number}>
                  {t("storage.size")}
                </th>
                <td />
                <td />
              </tr>
            </thead>
            <tbody>
              {jobs.slice(0, FEW).map((job) => (
                <tr key={job.name} data-testid={`job-size:${job.name}`}>
                  <th scope="row">
                    <Link to={`/jobs/${encodeURIComponent(job.name)}`}>{job.display_name || job.name}</Link>
                  </th>
                  <td>{job.ended ? <RelativeTime time={job.ended} /> : t("storage.notEnded")}</td>
                  <td className={classes.number}>{formatSize(job.size)}</td>
                  <td className={classes.barCell} aria-hidden>
                    <span className={classes.bar} style={{ width: `${(job.size / most) * 100}%` }} />
                  </td>
                  <td className={classes.number}>
                    <Pin job={job} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export default function StoragePage() {
  const { t } = useTranslation("settings");
  const storage = useStorage();
  return (
    <SettingsFrame section="storage">
      <Lead>{t("storage.what")}</Lead>
      {storage.isPending && <Skeletons rows={6} label={t("storage.measuring")} />}
      {storage.isError && (
        <ErrorState
          error={storage.error}
          what={t("storage.unreadable")}
          retry={() => void storage.refetch()}
        />
      )}
      {storage.data && <Parts storage={storage.data} />}
      <Prune />
      <RetentionForm />
      {storage.data && <LargestJobs jobs={storage.data.jobs} />}
    </SettingsFrame>
  );
}
