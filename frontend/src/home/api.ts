/** Samples, recent drafts and recent jobs: what the home page asks for. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useGo } from "../app/useGo";
import { type Answer, type Schemas, server } from "../api/server";
import { jobHref, type JobPage } from "../jobs/api";
import { fits, useFeed } from "../jobs/list/feed";

export type Sample = Answer<"get", "samples">["items"][number];
export type DraftSummary = Schemas["DraftItem"];

const RECENT = 5;
const anyJob = { experiment: "", status: "", search: "" };

export const useSamples = () =>
  useQuery({
    queryKey: ["samples"],
    queryFn: () => server.get("samples"),
    staleTime: Infinity,
    select: (data) => data.items,
  });

export const useDrafts = () =>
  useQuery({
    queryKey: ["drafts"],
    queryFn: () => server.get("drafts"),
    select: (data) => data.items,
  });

/** The newest jobs, kept fresh by the feed. */
export function useRecentJobs() {
  const client = useQueryClient();
  const queryKey = ["jobs", "recent"];
  const query = useQuery({
    queryKey,
    queryFn: () => server.get("jobs", { query: { limit: RECENT } }),
    select: (data) => data.items,
  });
  useFeed(
    (changed) =>
      client.setQueryData<JobPage>(queryKey, (data) => {
        if (!data) return data;
        const all = new Map(
          [...data.items, ...changed.filter((job) => fits(job, anyJob))].map((job) => [job.name, job]),
        );
        return {
          ...data,
          items: [...all.values()].sort((a, b) => b.created.localeCompare(a.created)).slice(0, RECENT),
        };
      }),
    () => void query.refetch(),
  );
  return query;
}

export function useSampleActions() {
  const go = useGo();
  const open = useMutation({
    mutationFn: (name: string) => server.post("samples/{name}/open", { path: { name } }),
    onSuccess: (draft) => go(`/designer/${draft.id}`),
  });
  const run = useMutation({
    mutationFn: (name: string) => server.post("samples/{name}/run", { path: { name }, body: {} }),
    onSuccess: (job) => go(jobHref(job.name)),
  });
  const draw = useMutation({
    mutationFn: () => server.post("drafts", { body: {} }),
    onSuccess: (draft) => go(`/designer/${draft.id}`),
  });
  return {
    open,
    run,
    draw,
    busy: open.isPending || run.isPending || draw.isPending,
    error: open.error ?? run.error ?? draw.error,
  };
}

export type SampleActions = ReturnType<typeof useSampleActions>;
