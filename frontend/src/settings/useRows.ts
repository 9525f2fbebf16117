/** Rows that are edited here and saved together; until then the server's are untouched. */
import { useState } from "react";
import { moved } from "./matching";

export interface Rows<T> {
  rows: readonly T[];
  dirty: boolean;
  set: (index: number, change: Partial<T>) => void;
  add: (row: T) => void;
  remove: (index: number) => void;
  move: (index: number, by: number) => void;
  discard: () => void;
}

export function useRows<T>(kept: readonly T[]): Rows<T> {
  const [draft, setDraft] = useState<readonly T[] | null>(null);
  const rows = draft ?? kept;
  const dirty = draft !== null && JSON.stringify(draft) !== JSON.stringify(kept);
  return {
    rows,
    dirty,
    set: (index, change) => setDraft(rows.map((row, at) => (at === index ? { ...row, ...change } : row))),
    add: (row) => setDraft([...rows, row]),
    remove: (index) => setDraft(rows.filter((_row, at) => at !== index)),
    move: (index, by) => setDraft(moved(rows, index, index + by)),
    discard: () => setDraft(null),
  };
}
