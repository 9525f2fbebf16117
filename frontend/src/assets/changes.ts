/** Changes of an interface in words that can be shown: which keys of a port differ. Pure. */
import type { PortSpec } from "../graph/types";
import type { PortChange } from "./types";

type Spec = Partial<PortSpec>;

const KEYS = ["type", "optional", "default", "min", "max", "enum", "description"] as const;

const words = (value: unknown): string =>
  value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

export interface KeyChange {
  key: string;
  before: string;
  after: string;
}

/** Which keys say something else now; a side that is missing says nothing. */
export function keyChanges({ before, after }: Pick<PortChange, "before" | "after">): KeyChange[] {
  return KEYS.map((key) => ({
    key,
    before: words((before as Spec | null | undefined)?.[key]),
    after: words((after as Spec | null | undefined)?.[key]),
  })).filter((one) => one.before !== one.after);
}

/** `uri_file, optional` */
export function portWords(spec: Spec | null | undefined, optional: string): string {
  if (!spec) return "";
  const rest = spec.default !== undefined && spec.default !== null ? ` = ${words(spec.default)}` : "";
  return `${spec.type ?? ""}${rest}${spec.optional && !rest ? `, ${optional}` : ""}`;
}

const RANK = { removed: 0, changed: 1, added: 2 } as const;

/** What breaks comes first; then what goes, what changes, what comes. */
export function inOrder<T extends Pick<PortChange, "breaking" | "change" | "name">>(
  changes: readonly T[],
): T[] {
  return [...changes].sort(
    (a, b) =>
      Number(b.breaking) - Number(a.breaking) ||
      RANK[a.change] - RANK[b.change] ||
      a.name.localeCompare(b.name),
  );
}
