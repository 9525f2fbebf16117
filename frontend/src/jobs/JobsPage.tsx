/** All jobs: filtered, live, page by page; several can be cancelled at once. */
import { Autocomplete, Button, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlayerStop, IconSearch, IconTimeline, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import { server } from "../api/server";
import { statusLook } from "../canvas";
import { EmptyState, ErrorState, Skeletons, useTyped } from "../ui";
import { jobActions, type JobPage, type JobSummary } from "./api";
import { DeleteJobs } from "./deleting/DeleteJobs";
import { mergeJobs, useFeed, type JobFilter } from "./list/feed";
import { JobsTable } from "./list/JobsTable";
import classes from "./list/list.module.css";
import { isTerminal, STATUS_WORDS } from "./live/types";

function useJobs(filter: JobFilter) {
  const client = useQueryClient();
  const queryKey = ["jobs", filter];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => server.get("jobs", { query: { ...filter, after: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  useFeed(
    (changed) =>
      client.setQueryData<InfiniteData<JobPage>>(
        queryKey,
        (data) => data && { ...data, pages: mergeJobs(data.pages, changed, filter) },
      ),
    () => void query.refetch(),
  );
  return query;
}

/** The filter lives in the address, so that a list can be shared and found again. */
function useFilter() {
  const [params, setParams] = useSearchParams();
  const experiment = params.get("experiment") ?? "";
  const status = params.get("status") ?? "";
  const search = params.get("search") ?? "";
  const filter = useMemo<JobFilter>(() => ({ experiment, status, search }), [experiment, status, search]);
  const setFilter = (change: Partial<JobFilter>) => {
    const next = { ...filter, ...change };
    setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== "")), {
      replace: true,
    });
  };
  return { filter, setFilter };
}

function Filters({
  filter,
  setFilter,
  experiments,
}: ReturnType<typeof useFilter> & { experiments: string[] }) {
  const { t } = useTranslation(["jobs", "frame"]);
  const [search, setSearch] = useTyped(filter.search, (value) => setFilter({ search: value }));
  const [experiment, setExperiment] = useTyped(filter.experiment, (value) =>
    setFilter({ experiment: value }),
  );
  return (
    <>
      <TextInput
        aria-label={t("list.search")}
        placeholder={t("list.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        w={220}
      />
      <Autocomplete
        aria-label={t("list.experiment")}
        placeholder={t("list.experiment")}
        size="xs"
        data={experiments}
        value={experiment}
        onChange={setExperiment}
        clearable
        w={190}
      />
      <Select
        aria-label={t("overview.status")}
        placeholder={t("outline.anyStatus")}
        data={STATUS_WORDS.map((word) => ({
          value: word as string,
          label: t(`frame:${statusLook(word).key}`),
        }))}
        value={filter.status || null}
        onChange={(status) => setFilter({ status: status ?? "" })}
        clearable
        w={150}
      />
    </>
  );
}

function Selection({
  jobs,
  selected,
  onDone,
}: {
  jobs: JobSummary[];
  selected: Set<string>;
  onDone: () => void;
}) {
  const { t } = useTranslation("jobs");
  const going = jobs.filter((job) => selected.has(job.name) && !isTerminal(job.status));
  const ended = jobs.filter((job) => selected.has(job.name) && isTerminal(job.status));
  const [deleting, setDeleting] = useState<string[] | null>(null);
  const cancel = async () => {
    const results = await Promise.allSettled(going.map((job) => jobActions.cancel(job.name)));
    const failed = results.filter((result) => result.status === "rejected").length;
    notifications.show({
      message:
        failed > 0 ? t("list.cancelFailed", { count: failed }) : t("list.cancelled", { count: going.length }),
      ...(failed > 0 ? { color: "red" } : {}),
    });
    onDone();
  };
  return (
    <div className={classes.selection}>
      <span>{t("list.selected", { count: selected.size })}</span>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
        disabled={going.length === 0}
        onClick={() => void cancel()}
      >
        {t("list.cancelN", { count: going.length })}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={14} aria-hidden />}
        disabled={ended.length === 0}
        data-testid="action:delete-jobs"
        onClick={() => setDeleting(ended.map((job) => job.name))}
      >
        {t("list.deleteN", { count: ended.length })}
      </Button>
      {deleting && <DeleteJobs jobs={deleting} onClose={onDone} onGone={() => undefined} />}
      <Button variant="subtle" onClick={onDone}>
        {t("list.unselect")}
      </Button>
    </div>
  );
}

export default function JobsPage() {
  const { t } = useTranslation("jobs");
  useBreadcrumb([{ label: t("jobs") }]);
  const state = useFilter();
  const jobs = useJobs(state.filter);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const items = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data]);
  const experiments = useMemo(
    () => jobs.data?.pages[0]?.experiments ?? [...new Set(items.map((job) => job.experiment_name))].sort(),
    [items, jobs.data],
  );
  const filtered = Object.values(state.filter).some((value) => value !== "");
  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t("jobs")}</h1>
        <Filters {...state} experiments={experiments} />
      </div>
      {selected.size > 0 && (
        <Selection jobs={items} selected={selected} onDone={() => setSelected(new Set())} />
      )}
      {jobs.isPending && <Skeletons rows={8} />}
      {jobs.isError && !jobs.data && (
        <ErrorState error={jobs.error} what={t("list.unreadable")} retry={() => void jobs.refetch()} />
      )}
      {jobs.data &&
        items.length === 0 &&
        (filtered ? (
          <NothingFits onClear={() => state.setFilter({ experiment: "", status: "", search: "" })} />
        ) : (
          <NoJobs />
        ))}
      {items.length > 0 && (
        <div className={classes.wrap}>
          <JobsTable jobs={items} selected={selected} onSelected={setSelected} />
        </div>
      )}
      {jobs.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={jobs.isFetchingNextPage}
            onClick={() => void jobs.fetchNextPage()}
          >
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <EmptyState
      icon={IconSearch}
      title={t("list.nothingFits")}
      actions={
        <Button variant="default" onClick={onClear}>
          {t("list.clear")}
        </Button>
      }
    />
  );
}

function NoJobs() {
  const { t } = useTranslation("jobs");
  return (
    <EmptyState
      icon={IconTimeline}
      title={t("list.empty.title")}
      actions={
        <>
          <Button component={Link} to="/">
            {t("list.empty.sample")}
          </Button>
          <Button variant="default" component={Link} to="/designer">
            {t("list.empty.draw")}
          </Button>
        </>
      }
    >
      {t("list.empty.text")} <code>penstock run pipeline.yml</code>
    </EmptyState>
  );
}
