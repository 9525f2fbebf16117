/** What is measured of a child job while it runs: its metrics and what it took from the machine. Shapes and queries. */
import { useQuery } from "@tanstack/react-query";
import { send } from "../api/client";
import { jobPath } from "./api";

/** `ok`, or why there is nothing: none logged, the tracking server is starting, it does not answer. */
export type TrackingState = "ok" | "none" | "starting" | "unreachable";
export type MetricValue = number | string | null;

export interface Metric {
  key: string;
  value: MetricValue;
  step: number;
  timestamp: number;
  count: number;
  points: [step: number, timestamp: number, value: MetricValue][];
}

export interface Named {
  key: string;
  value: string;
}

export interface Measured {
  state: TrackingState;
  run_id: string | null;
  experiment_id: string | null;
  url: string | null;
  metrics: Metric[];
  params: Named[];
  tags: Named[];
  models: { name: string; version: string; path?: string | null }[];
  artifacts: { path: string; is_dir: boolean; size: number | null }[];
}

export type Sample = [
  t: number,
  cpu_percent: number,
  rss: number,
  procs: number,
  read_bytes: number | null,
  write_bytes: number | null,
  gpu_percent: number | null,
  gpu_memory: number | null,
];

export interface Resources {
  interval: number;
  cpus: number | null;
  memory_limit: number | null;
  gpus: (number | string)[] | number | null;
  samples: Sample[];
  summary: Record<string, number | null> | null;
}

/** A step that runs is asked about this often: what it logs is on the page within two seconds. */
const LIVE_MS = 1500;

async function read<T>(job: string, what: string, query: Record<string, string | number | null>): Promise<T> {
  return (await (await send("GET", `${jobPath(job)}/${what}`, { query })).json()) as T;
}

export function useMeasured(job: string, node: string, live: boolean, version: string) {
  return useQuery({
    queryKey: ["job", job, "metrics", node, version],
    queryFn: () => read<Measured>(job, "metrics", { node }),
    refetchInterval: (query) =>
      live || query.state.data?.state === "starting"
        ? LIVE_MS
        : query.state.data?.state === "unreachable" && 5000,
    placeholderData: (before: Measured | undefined) => before,
  });
}

export function useResources(
  job: string,
  node: string,
  attempt: number | null,
  live: boolean,
  version: string,
) {
  return useQuery({
    queryKey: ["job", job, "resources", node, attempt, version],
    queryFn: () => read<Resources>(job, "resources", { node, attempt }),
    refetchInterval: live && LIVE_MS,
    placeholderData: (before: Resources | undefined) => before,
  });
}
