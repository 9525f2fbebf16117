/** Why a step ran, was reused or joined another, in full: what the key was made of, and the files that differ. */
import { useQuery } from "@tanstack/react-query";
import { send } from "../../api/client";
import { jobPath } from "../api";

export interface ExplainRow {
  part: string;
  same: boolean;
  mine: string | null;
  theirs: string | null;
}

export interface ExplainFile {
  path: string;
  change: "added" | "removed" | "changed";
  diff: string;
}

export interface ExplainPlace {
  job: string;
  root: string;
  path: string;
}

export interface Explanation {
  decision: "ran" | "reused" | "joined";
  why: string;
  sentence: string;
  compared_with: ExplainPlace | null;
  origin: ExplainPlace | null;
  rows: ExplainRow[];
  files: ExplainFile[];
}

export function useExplanation(job: string, node: string, version: string, wanted: boolean) {
  return useQuery({
    queryKey: ["job", job, "explain", node, version],
    queryFn: async () =>
      (await (await send("GET", `${jobPath(job)}/explain`, { query: { node } })).json()) as Explanation,
    enabled: wanted,
    staleTime: 60_000,
  });
}

/** `inputs.rate` -> its kind and its own name. */
export function partName(part: string): { kind: string; name: string } {
  const [kind = "", ...rest] = part.split(".");
  return { kind, name: rest.join(".") };
}

/** Two values as a diff is shown, when at least one has several lines; else they are short enough to stand side by side. */
export function needsLines(row: ExplainRow): boolean {
  return [row.mine, row.theirs].some((text) => text !== null && (text.includes("\n") || text.length > 80));
}
