/** The one store of live run state: statuses live here and never in a canvas document. Knows no page. */
import { create } from "zustand";
import type { ConnectionState, NodeState, RunSnapshot } from "./types";
import { isTerminal } from "./types";
import { parentPath } from "../outline/tree";

export interface ChildCount {
  done: number;
  total: number;
}

export interface LiveRun {
  job: string | null;
  run: RunSnapshot | null;
  connection: ConnectionState;
  /** Finished and total direct children, for nodes that have any. */
  children: Record<string, ChildCount>;
  /** Sizes of watched logs by `logKey`. */
  logSizes: Record<string, number>;
  /** What went wrong when the state could not be read. */
  trouble: unknown;
}

export const NO_RUN: LiveRun = {
  job: null,
  run: null,
  connection: "connecting",
  children: {},
  logSizes: {},
  trouble: null,
};

export const useLiveRun = create<LiveRun>()(() => NO_RUN);

export const logKey = (path: string, file: string): string => `${path}\n${file}`;

function isDone(node: NodeState): boolean {
  return isTerminal(node.status);
}

/** Counts of every parent; given the counts before and the changed paths, only their parents are counted again. */
export function countParents(
  nodes: Record<string, NodeState>,
  before: Record<string, ChildCount>,
  changed: readonly string[] | null,
): Record<string, ChildCount> {
  const wanted = changed && new Set(changed.filter((path) => path !== "").map(parentPath));
  if (wanted?.size === 0) return before;
  const fresh: Record<string, ChildCount> = {};
  for (const [path, node] of Object.entries(nodes)) {
    if (path === "") continue;
    const parent = parentPath(path);
    if (wanted && !wanted.has(parent)) continue;
    const count = (fresh[parent] ??= { done: 0, total: 0 });
    count.total += 1;
    if (isDone(node)) count.done += 1;
  }
  return wanted ? { ...before, ...fresh } : fresh;
}
