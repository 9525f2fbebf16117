/** Turns a state snapshot plus numbered events into the state of every node. Pure: knows no socket and no clock. */
import {
  isTerminal,
  type JobState,
  type NodeState,
  type RunEvent,
  type RunSnapshot,
  type StatusWord,
} from "./types";

export interface Applied {
  state: RunSnapshot;
  /** True when events are missing between the cursor and the first event given: ask for a fresh snapshot. */
  gap: boolean;
  /** Paths whose state changed, "" for the job itself. */
  changed: string[];
}

export function freshNode(kind: string, name?: string): NodeState {
  return {
    status: "NotStarted",
    attempt: 1,
    kind,
    start_time: null,
    end_time: null,
    queued_time: null,
    exit_code: null,
    error: null,
    reused_from: null,
    reason: null,
    progress: null,
    ...(name === undefined ? {} : { name }),
  };
}

interface Times {
  start_time: string | null;
  end_time: string | null;
}

/** As the server's journal folds facts: waiting anew begins with an empty slate, only Running starts the clock. */
function timesAfter(before: Times, status: StatusWord, at: string): Times {
  if (isWaiting(status)) return { start_time: null, end_time: null };
  const start = status === "Running" ? (before.start_time ?? at) : before.start_time;
  return { start_time: start, end_time: isTerminal(status) ? at : null };
}

const isWaiting = (status: StatusWord): boolean => status === "NotStarted" || status === "Queued";

function nodeAfter(before: NodeState, event: RunEvent, status: StatusWord): NodeState {
  const attempt = event.attempt || before.attempt;
  if (attempt < before.attempt) return before;
  const base = isWaiting(status) ? freshNode(before.kind, before.name) : before;
  return {
    ...base,
    ...timesAfter(base, status, event.at),
    queued_time: status === "Queued" ? event.at : base.queued_time,
    status,
    attempt,
    exit_code: event.exit_code ?? base.exit_code,
    error: event.error ?? base.error,
    reused_from: event.reused_from ?? base.reused_from,
    reason: event.reason ?? base.reason ?? null,
    progress: event.progress ?? null,
  };
}

function jobAfter(before: JobState, event: RunEvent, status: StatusWord): JobState {
  const attempt = event.attempt || before.attempt;
  if (attempt < before.attempt) return before;
  const error = event.error ?? (status === "Failed" ? before.error : null);
  return { ...before, ...timesAfter(before, status, event.at), status, attempt, error };
}

/** Counts of the direct children of `path`, as the server counts them. */
export function countChildren(nodes: Record<string, NodeState>, path: string): Record<string, number> {
  const prefix = path === "" ? "" : `${path}/`;
  const counts: Record<string, number> = { total: 0 };
  for (const [key, node] of Object.entries(nodes)) {
    if (key === "" || !key.startsWith(prefix) || key.indexOf("/", prefix.length) !== -1) continue;
    counts[node.status] = (counts[node.status] ?? 0) + 1;
    counts.total = (counts.total ?? 0) + 1;
  }
  return counts;
}

/** Applies events after the cursor, each once; earlier ones are ignored, a hole stops before the hole. */
export function applyEvents(state: RunSnapshot, events: readonly RunEvent[]): Applied {
  let { seq, job } = state;
  let nodes = state.nodes;
  const changed = new Set<string>();
  const write = (path: string, node: NodeState) => {
    if (nodes === state.nodes) nodes = { ...state.nodes };
    nodes[path] = node;
    changed.add(path);
  };
  for (const event of events) {
    if (event.seq <= seq) continue;
    if (event.seq > seq + 1) return { state: { seq, job, nodes }, gap: true, changed: [...changed] };
    seq = event.seq;
    if (event.kind === "status" && event.status) {
      if (event.path === "") {
        job = jobAfter(job, event, event.status);
        changed.add("");
      }
      const before = nodes[event.path];
      if (before || event.path !== "")
        write(event.path, nodeAfter(before ?? freshNode("command"), event, event.status));
    } else if (event.kind === "children") {
      for (const step of event.steps ?? []) {
        if (!nodes[step.path]) write(step.path, freshNode(step.kind, step.name));
      }
    }
  }
  if (seq === state.seq) return { state, gap: false, changed: [] };
  return { state: { seq, job, nodes }, gap: false, changed: [...changed] };
}

/** A snapshot never moves the cursor back: an answer that took long may be older than the events already applied. */
export function applySnapshot(before: RunSnapshot | null, snapshot: RunSnapshot): RunSnapshot {
  return before !== null && before.seq > snapshot.seq ? before : snapshot;
}

/** How many steps are in each status; pipelines are not counted beside what is in them, as in lists of jobs. */
export function countStatuses(nodes: Record<string, NodeState>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [path, node] of Object.entries(nodes)) {
    if (path === "" || node.kind === "pipeline") continue;
    counts[node.status] = (counts[node.status] ?? 0) + 1;
  }
  return counts;
}
