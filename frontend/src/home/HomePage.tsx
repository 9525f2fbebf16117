/** Where one begins: samples to try, drafts and jobs to go on with, and the way to the first run. */
import { Button } from "@mantine/core";
import { IconArrowRight, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import type { JobSummary } from "../jobs/api";
import { JobsTable } from "../jobs/list/JobsTable";
import listClasses from "../jobs/list/list.module.css";
import { isTerminal } from "../jobs/live/types";
import { EmptyState, ErrorState, RelativeTime, Skeletons } from "../ui";
import {
  useDrafts,
  useRecentJobs,
  useSampleActions,
  useSamples,
  type DraftSummary,
  type SampleActions,
} from "./api";
import classes from "./home.module.css";
import { SampleCard } from "./SampleCard";

function FirstSteps({ sample, actions }: { sample: string; actions: SampleActions }) {
  const { t } = useTranslation("pages");
  const steps = [
    { key: "open", act: () => actions.open.mutate(sample) },
    { key: "run", act: () => actions.run.mutate(sample) },
    { key: "draw", act: () => actions.draw.mutate() },
  ] as const;
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <h2 id="first-steps" className={classes.heading}>
        {t("home.first.title")}
      </h2>
      <ol>
        {steps.map(({ key, act }, index) => (
          <li key={key}>
            <span className={classes.number} aria-hidden>
              {index + 1}
            </span>
            <div>
              <strong>{t(`home.first.${key}.title`)}</strong>
              <p>{t(`home.first.${key}.text`)}</p>
              <Button variant={index === 0 ? "filled" : "default"} onClick={act} disabled={actions.busy}>
                {t(`home.first.${key}.button`)}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Section({
  title,
  to,
  link,
  children,
}: {
  title: string;
  to?: string;
  link?: string;
  children: React.ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <h2 className={classes.heading}>{title}</h2>
        {to && link && (
          <Link to={to} className={classes.all}>
            {link} <IconArrowRight size={14} aria-hidden />
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

function Drafts({ drafts }: { drafts: readonly DraftSummary[] }) {
  const { t } = useTranslation("pages");
  return (
    <ul className={classes.drafts}>
      {drafts.slice(0, 6).map((draft) => (
        <li key={draft.id}>
          <Link to={`/designer/${draft.id}`}>
            <span className={classes.draftName}>{draft.name}</span>
            <span className={classes.dim}>
              {t("home.nodes", { count: draft.nodes })} · <RelativeTime time={draft.updated} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Jobs({ jobs }: { jobs: readonly JobSummary[] }) {
  const { t } = useTranslation("pages");
  const running = jobs.filter((job) => !isTerminal(job.status));
  const done = jobs.filter((job) => isTerminal(job.status));
  return (
    <>
      {running.length > 0 && (
        <Section title={t("home.running")}>
          <div className={listClasses.wrap}>
            <JobsTable jobs={running} />
          </div>
        </Section>
      )}
      {done.length > 0 && (
        <Section title={t("home.recentJobs")} to="/jobs" link={t("home.allJobs")}>
          <div className={listClasses.wrap}>
            <JobsTable jobs={done} />
          </div>
        </Section>
      )}
    </>
  );
}

export default function HomePage() {
  const { t } = useTranslation("pages");
  useBreadcrumb([{ label: t("home.title") }]);
  const samples = useSamples();
  const drafts = useDrafts();
  const jobs = useRecentJobs();
  const actions = useSampleActions();
  const first = samples.data?.[0];
  const isNew = drafts.data?.length === 0 && jobs.data?.length === 0;
  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t("home.title")}</h1>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => actions.draw.mutate()}
          disabled={actions.busy}
          data-testid="action:new-pipeline"
        >
          {t("home.new")}
        </Button>
      </div>
      {actions.error && <ErrorState error={actions.error} what={t("home.failed")} />}
      {isNew && first && <FirstSteps sample={first.name} actions={actions} />}
      {jobs.data && <Jobs jobs={jobs.data} />}
      {jobs.isError && (
        <ErrorState error={jobs.error} what={t("home.jobsUnreadable")} retry={() => void jobs.refetch()} />
      )}
      {(drafts.data?.length ?? 0) > 0 && (
        <Section title={t("home.recentDrafts")} to="/designer" link={t("home.allDrafts")}>
          <Drafts drafts={drafts.data!} />
        </Section>
      )}
      <Section title={t("home.samples")}>
        {samples.isPending && <Skeletons rows={4} />}
        {samples.isError && (
          <ErrorState
            error={samples.error}
            what={t("home.samplesUnreadable")}
            retry={() => void samples.refetch()}
          />
        )}
        {samples.data?.length === 0 && <EmptyState small title={t("home.noSamples")} />}
        <div className={classes.cards}>
          {samples.data?.map((sample) => (
            <SampleCard key={sample.name} sample={sample} actions={actions} />
          ))}
        </div>
      </Section>
    </div>
  );
}
