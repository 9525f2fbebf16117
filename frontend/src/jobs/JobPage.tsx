/** One run: its graph coloured live, its outline, and the child job of the node that is open. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useBreadcrumb, type Crumb } from "../app/breadcrumb";
import { ApiError } from "../api/client";
import { EmptyState, ErrorState, Skeletons } from "../ui";
import { jobHref, useJob } from "./api";
import { useLiveRun } from "./live/store";
import { useLiveJob } from "./live/useLiveJob";
import { ancestors, baseName } from "./outline/tree";
import { graphOf } from "./page/places";
import { RunView } from "./page/RunView";
import { useRunPlace } from "./page/useRunPlace";

export default function JobPage() {
  const { name = "" } = useParams();
  return <OneJob key={name} name={name} />;
}

function crumbs(jobs: string, name: string, title: string, graph: string): Crumb[] {
  const steps = graph === "" ? [] : [...ancestors(graph), graph];
  return [
    { label: jobs, to: "/jobs" },
    { label: title, ...(graph === "" ? {} : { to: jobHref(name) }) },
    ...steps.map((path) => ({
      label: baseName(path),
      ...(path === graph ? {} : { to: jobHref(name, { path }) }),
    })),
  ];
}

function OneJob({ name }: { name: string }) {
  const { t } = useTranslation("jobs");
  const job = useJob(name);
  const session = useLiveJob(name);
  const run = useLiveRun((state) => (state.job === name ? state.run : null));
  const trouble = useLiveRun((state) => state.trouble);
  const client = useQueryClient();
  const status = run?.job.status;
  useEffect(() => {
    if (status) void client.invalidateQueries({ queryKey: ["job", name], exact: true });
  }, [client, name, status]);
  const { place } = useRunPlace();
  const graph = place.graph ?? (place.node && run ? graphOf(place.node, run.nodes) : "");
  useBreadcrumb(crumbs(t("jobs"), name, job.data?.display_name || name, graph));

  if (job.isError) {
    const missing = job.error instanceof ApiError && job.error.status === 404;
    if (missing)
      return (
        <EmptyState
          page
          title={t("missing.title", { name })}
          actions={<Link to="/jobs">{t("missing.list")}</Link>}
        >
          {t("missing.text")}
        </EmptyState>
      );
    return (
      <div style={{ padding: 16 }}>
        <ErrorState error={job.error} what={t("unreadable")} retry={() => void job.refetch()} />
      </div>
    );
  }
  if (!job.data || !run) {
    return trouble ? (
      <div style={{ padding: 16 }}>
        <ErrorState error={trouble} what={t("unreadable")} />
      </div>
    ) : (
      <Skeletons rows={8} />
    );
  }
  return <RunView job={job.data} run={run} session={session} />;
}
