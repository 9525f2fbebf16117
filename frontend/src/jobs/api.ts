/** What the server knows about jobs: the shapes of its answers and one query per question. Knows no page. */
import { useQuery } from "@tanstack/react-query";
import { type Answer, routePath, type Schemas, server } from "../api/server";
import type { Literal } from "../graph/types";

export type Job = Schemas["Job"];
export type JobSummary = Schemas["JobSummary"];
export type JobPage = Schemas["JobPage"];
export type JobGraph = Answer<"get", "jobs/{name}/graph">;
export type NodeDetail = Schemas["NodeDetail"];
export type NodeInput = Schemas["NodeInput"];
export type NodeOutput = Schemas["NodeOutput"];
export type PortFile = Schemas["File"];
export type ReusePart = Schemas["Part"];
export type ReuseStory = Schemas["Reuse"];
export type JobLink = Schemas["Place"];

export const jobQueries = {
  job: (name: string) => ({
    queryKey: ["job", name],
    queryFn: () => server.get("jobs/{name}", { path: { name } }),
  }),
  graph: (name: string, path: string) => ({
    queryKey: ["job", name, "graph", path],
    queryFn: () => server.get("jobs/{name}/graph", { path: { name }, query: { path } }),
    staleTime: 60_000,
  }),
  node: (name: string, path: string, version: string) => ({
    queryKey: ["job", name, "node", path, version],
    queryFn: () => server.get("jobs/{name}/nodes", { path: { name }, query: { path } }),
  }),
};

export const useJob = (name: string) => useQuery(jobQueries.job(name));
export const useJobGraph = (name: string, path: string) => useQuery(jobQueries.graph(name, path));

/** Asked anew whenever `version` (status, attempt) changes; the answer before stays until the next is there. */
export function useNodeDetail(name: string, path: string, version: string) {
  return useQuery({
    ...jobQueries.node(name, path, version),
    placeholderData: (before: NodeDetail | undefined) => (before?.path === path ? before : undefined),
  });
}

export const jobActions = {
  cancel: (name: string, path?: string) =>
    server.post("jobs/{name}/cancel", { path: { name }, body: path ? { path } : {} }),
  retry: (name: string, paths?: string[]) =>
    server.post("jobs/{name}/retry", { path: { name }, body: paths ? { paths } : {} }),
  resubmit: (name: string, body: { inputs: Record<string, Literal>; force_rerun: boolean }) =>
    server.post("jobs/{name}/resubmit", { path: { name }, body }),
  clone: (name: string) => server.post("jobs/{name}/clone", { path: { name } }),
};

export const jobPath = (name: string): string => routePath("jobs/{name}", { name });
export const jobHref = (name: string, query: Record<string, string> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return `/jobs/${encodeURIComponent(name)}${text ? `?${text}` : ""}`;
};
