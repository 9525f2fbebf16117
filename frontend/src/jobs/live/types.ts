/** The words of a live run as the server sends them. Owns no behaviour. */
import { STATUSES } from "../../canvas/status";
import type { Schemas } from "../../api/server";

export const STATUS_WORDS: readonly StatusWord[] = STATUSES;

export type StatusWord = Schemas["JobState"]["status"];

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

export type Progress = Schemas["Progress"];
/** `name` is known of nodes that were born while the page looked on. */
export type NodeState = Schemas["NodeState"] & { name?: string };
export type JobState = Schemas["JobState"];
export type RunSnapshot = Schemas["State"];
export type RunEvent = Schemas["Event"];

export interface LogSize {
  path: string;
  file: string;
  size: number;
}

export type RunFrame =
  { type: "events"; events: RunEvent[]; seq: number } | { type: "logs"; files: LogSize[] } | { type: "ping" };

export type ConnectionState = "connecting" | "live" | "retrying" | "closed";
