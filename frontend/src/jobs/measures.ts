/** What is measured of a child job while it runs: its metrics and what it took from the machine. Shapes and queries. */
import { useQuery } from "@tanstack/react-query";
import { server, type Schemas } from "../api/server";

export type MetricValue = number | null;

/** The schema knows lists of numbers only; a point has three, each with its meaning. */
export type Metric = Omit<Schemas["Metric"], "points"> & {
  points: [step: number, timestamp: number, value: MetricValue][];
};
export type Named = Schemas["Named"];
/** `state` is `ok`, or why there is nothing: none logged, the tracking server is starting, it does not answer. */
export type Measured = Omit<Schemas["Measured"], "metrics"> & { metrics: Metric[] };

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
export type Resources = Omit<Schemas["Resources"], "samples"> & { samples: Sample[] };

/** A step that runs is asked about this often: what it logs is on the page within two seconds. */
const LIVE_MS = 1500;

export function useMeasured(job: string, node: string, live: boolean, version: string) {
  return useQuery({
    queryKey: ["job", job, "metrics", node, version],
    queryFn: async () =>
      (await server.get("jobs/{name}/metrics", { path: { name: job }, query: { node } })) as Measured,
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
    queryFn: async () => {
      const query = { node, attempt };
      return (await server.get("jobs/{name}/resources", { path: { name: job }, query })) as Resources;
    },
    refetchInterval: live && LIVE_MS,
    placeholderData: (before: Resources | undefined) => before,
  });
}
