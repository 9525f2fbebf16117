/** Undo without end: each step keeps the patches both ways. Steps of one group (a slider, typing) become one. */
import { applyPatches, type Patch } from "immer";
import { applyEdits, type Edit } from "./edits";
import type { CanvasDoc } from "./types";

export interface Step {
  /** Kind of the first edit, for words such as "Undo move". */
  kind: Edit["kind"];
  group: string | null;
  patches: Patch[];
  inverse: Patch[];
}

export interface History {
  doc: CanvasDoc;
  past: readonly Step[];
  future: readonly Step[];
}

export const startHistory = (doc: CanvasDoc): History => ({ doc, past: [], future: [] });

/** One step of history, however many edits. With the same `group` as the step before, both are one step. */
export function perform(history: History, edits: readonly Edit[], group: string | null = null): History {
  const first = edits[0];
  if (!first) return history;
  const { doc, patches, inverse } = applyEdits(history.doc, edits);
  if (patches.length === 0) return history;
  const last = history.past[history.past.length - 1];
  if (group !== null && last?.group === group && history.future.length === 0) {
    const joined: Step = {
      ...last,
      patches: [...last.patches, ...patches],
      inverse: [...inverse, ...last.inverse],
    };
    return { doc, past: [...history.past.slice(0, -1), joined], future: [] };
  }
  return { doc, past: [...history.past, { kind: first.kind, group, patches, inverse }], future: [] };
}

/** Ends a group: the next step stands alone even if it has the same name. */
export function seal(history: History): History {
  const last = history.past[history.past.length - 1];
  if (!last || last.group === null) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, group: null }] };
}

/** Makes one step of the last two. */
export function joinLast(history: History): History {
  const [before, last] = history.past.slice(-2);
  if (!before || !last) return history;
  const joined = {
    ...before,
    patches: [...before.patches, ...last.patches],
    inverse: [...last.inverse, ...before.inverse],
  };
  return { ...history, past: [...history.past.slice(0, -2), joined] };
}

export function undo(history: History): History {
  const step = history.past[history.past.length - 1];
  if (!step) return history;
  return {
    doc: applyPatches(history.doc, step.inverse),
    past: history.past.slice(0, -1),
    future: [step, ...history.future],
  };
}

export function redo(history: History): History {
  const [step, ...future] = history.future;
  if (!step) return history;
  return {
    doc: applyPatches(history.doc, step.patches),
    past: [...history.past, { ...step, group: null }],
    future,
  };
}
