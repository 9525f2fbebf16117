/** The words of a live run as the server sends them. Owns no behaviour. */

export const STATUS_WORDS = [
  "NotStarted",
  "Queued",
  "Preparing",
  "Starting",
  "Running",
  "Finalizing",
  "CancelRequested",
  "Canceled",
  "Completed",
  "Failed",
  "NotResponding",
  "Paused",
] as const;

export type StatusWord = (typeof STATUS_WORDS)[number];

export const TERMINAL: ReadonlySet<StatusWord> = new Set<StatusWord>(["Completed", "Failed", "Canceled"]);

/** Statuses whose elapsed time ticks on the page. */
export const ACTIVE: ReadonlySet<StatusWord> = new Set<StatusWord>([
  "Preparing",
  "Starting",
  "Running",
  "Finalizing",
  "CancelRequested",
  "NotResponding",
]);

export const isTerminal = (status: StatusWord): boolean => TERMINAL.has(status);

export interface Progress {
  done?: number;
  total?: number;
  text?: string;
}

export interface NodeState {
  status: StatusWord;
  attempt: number;
  kind: string;
  start_time: string | null;
  end_time: string | null;
  queued_time: string | null;
  exit_code: number | null;
  error: string | null;
  reused_from: string | null;
  reason?: string | null;
  progress?: Progress | null;
  children?: Record<string, number> | null;
  name?: string;
}

export interface JobState {
  status: StatusWord;
  start_time: string | null;
  end_time: string | null;
  error: string | null;
  attempt: number;
  warnings: string[];
}

export interface RunSnapshot {
  seq: number;
  job: JobState;
  nodes: Record<string, NodeState>;
}

export interface BornStep {
  path: string;
  name: string;
  kind: string;
}

export interface RunEvent {
  seq: number;
  kind: string;
  path: string;
  attempt: number;
  at: string;
  status?: StatusWord;
  reason?: string | null;
  exit_code?: number | null;
  error?: string | null;
  reused_from?: string | null;
  progress?: Progress | null;
  steps?: BornStep[];
  text?: string;
}

export interface LogSize {
  path: string;
  file: string;
  size: number;
}

export type RunFrame =
  { type: "events"; events: RunEvent[]; seq: number } | { type: "logs"; files: LogSize[] } | { type: "ping" };

export type ConnectionState = "connecting" | "live" | "retrying" | "closed";
