/** What the server knows about jobs: the shapes of its answers and one query per question. Knows no page. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { CanvasDoc, Interfaces, Literal } from "../graph/types";
import type { Progress, RunEvent, StatusWord } from "./live/types";

export interface JobSummary {
  name: string;
  display_name: string;
  experiment_name: string;
  type: string;
  status: StatusWord;
  created: string;
  start_time: string | null;
  end_time: string | null;
  duration: number | null;
  counts: Record<string, number>;
  reused: number;
  error: string | null;
  draft?: string | null;
  creator?: string | null;
}

export interface JobInput {
  type?: string;
  job_input_type?: string;
  value?: Literal;
  path?: string;
  uri?: string;
  mode?: string;
}

export interface Job {
  name: string;
  display_name: string;
  experiment_name: string;
  description?: string | null;
  type: string;
  status: StatusWord;
  inputs?: Record<string, JobInput | Literal>;
  outputs?: Record<string, JobInput>;
  warnings?: string[];
  error?: string | null;
  draft?: string | null;
  creation_context?: { created_at?: string; created_by?: string };
  start_time: string | null;
  end_time: string | null;
}

export interface JobGraph {
  canvas: CanvasDoc;
  components: Interfaces;
  breadcrumb: { path: string; name: string }[];
}

export interface PortFile {
  name: string;
  path: string;
  size: number;
  is_dir: boolean;
}

export interface NodeInput {
  name: string;
  type: string;
  kind: string;
  value?: Literal;
  uri?: string | null;
  from?: { path: string | null; port: string } | null;
  files?: number | null;
  size?: number | null;
}

export interface NodeOutput {
  name: string;
  type: string;
  path: string | null;
  size: number | null;
  files: number | null;
}

export interface ReusePart {
  part: string;
  same: boolean;
  mine: string | null;
  theirs: string | null;
}

export interface JobLink {
  job?: string;
  path?: string;
  href?: string;
}

export interface ReuseStory {
  decision: "reused" | "ran" | string;
  reason: string;
  origin?: JobLink | null;
  compared_with?: JobLink | null;
  parts?: ReusePart[];
}

export interface NodeDetail {
  name: string;
  path: string;
  display_name: string;
  type: string;
  status: StatusWord;
  attempt: number;
  start_time: string | null;
  end_time: string | null;
  queued_time: string | null;
  exit_code: number | null;
  error: string | null;
  reused_from: string | null;
  component?: string | null;
  command?: string | null;
  command_line?: string | null;
  environment?: { written?: unknown; resolved?: unknown } | null;
  compute?: string | null;
  inputs: NodeInput[];
  outputs: NodeOutput[];
  phases?: { name: string; start: string | null; end: string | null }[];
  usage?: Record<string, number | null> | null;
  reuse?: ReuseStory | null;
  warnings?: string[];
  attempts?: {
    attempt: number;
    status?: string;
    exit_code?: number | null;
    start_time?: string | null;
    end_time?: string | null;
    error?: string | null;
  }[];
  progress?: Progress | null;
}

export type EventPage = { items?: RunEvent[]; events?: RunEvent[] };

const one = (name: string) => `jobs/${encodeURIComponent(name)}`;

export const jobQueries = {
  job: (name: string) => ({ queryKey: ["job", name], queryFn: () => api.get<Job>(one(name)) }),
  graph: (name: string, path: string) => ({
    queryKey: ["job", name, "graph", path],
    queryFn: () => api.get<JobGraph>(`${one(name)}/graph`, { path }),
    staleTime: 60_000,
  }),
  node: (name: string, path: string, version: string) => ({
    queryKey: ["job", name, "node", path, version],
    queryFn: () => api.get<NodeDetail>(`${one(name)}/nodes`, { path }),
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
  cancel: (name: string, path?: string) => api.post<Job>(`${one(name)}/cancel`, path ? { path } : {}),
  retry: (name: string, paths?: string[]) => api.post<Job>(`${one(name)}/retry`, paths ? { paths } : {}),
  resubmit: (name: string, body: { inputs: Record<string, Literal>; force_rerun: boolean }) =>
    api.post<Job>(`${one(name)}/resubmit`, body),
  clone: (name: string) => api.post<{ id: string }>(`${one(name)}/clone`),
};

export const jobPath = one;
export const jobHref = (name: string, query: Record<string, string> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return `/jobs/${encodeURIComponent(name)}${text ? `?${text}` : ""}`;
};
