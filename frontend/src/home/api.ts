/** Samples, recent drafts and recent jobs: what the home page asks for. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api } from "../api/client";
import type { CanvasDoc, Interfaces } from "../graph/types";
import { jobHref, type Job, type JobSummary } from "../jobs/api";
import { fits, useFeed } from "../jobs/list/feed";

export interface Sample {
  name: string;
  title: string;
  description: string;
  nodes: number;
  canvas: CanvasDoc;
  components: Interfaces;
}

export interface DraftSummary {
  id: string;
  name: string;
  updated: string;
  revision: number;
  nodes: number;
  last_job?: string | null;
}

const RECENT = 5;
const anyJob = { experiment: "", status: "", search: "" };

export const useSamples = () =>
  useQuery({
    queryKey: ["samples"],
    queryFn: () => api.get<{ items: Sample[] }>("samples"),
    staleTime: Infinity,
    select: (data) => data.items,
  });

export const useDrafts = () =>
  useQuery({
    queryKey: ["drafts"],
    queryFn: () => api.get<{ items: DraftSummary[] }>("drafts"),
    select: (data) => data.items,
  });

/** The newest jobs, kept fresh by the feed. */
export function useRecentJobs() {
  const client = useQueryClient();
  const queryKey = ["jobs", "recent"];
  const query = useQuery({
    queryKey,
    queryFn: () => api.get<{ items: JobSummary[] }>("jobs", { limit: RECENT }),
    select: (data) => data.items,
  });
  useFeed(
    (changed) =>
      client.setQueryData<{ items: JobSummary[] }>(queryKey, (data) => {
        if (!data) return data;
        const all = new Map(
          [...data.items, ...changed.filter((job) => fits(job, anyJob))].map((job) => [job.name, job]),
        );
        return {
          items: [...all.values()].sort((a, b) => b.created.localeCompare(a.created)).slice(0, RECENT),
        };
      }),
    () => void query.refetch(),
  );
  return query;
}

export function useSampleActions() {
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: (name: string) => api.post<{ id: string }>(`samples/${encodeURIComponent(name)}/open`),
    onSuccess: (draft) => void navigate(`/designer/${draft.id}`),
  });
  const run = useMutation({
    mutationFn: (name: string) => api.post<Job>(`samples/${encodeURIComponent(name)}/run`),
    onSuccess: (job) => void navigate(jobHref(job.name)),
  });
  const draw = useMutation({
    mutationFn: () => api.post<{ id: string }>("drafts", {}),
    onSuccess: (draft) => void navigate(`/designer/${draft.id}`),
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
