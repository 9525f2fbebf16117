/** Problems in the order and the groups in which they are read. Pure. */
import type { Interfaces, Problem } from "../graph/types";

export type GroupKey = "errors" | "warnings" | "translated";

export interface ProblemGroup {
  key: GroupKey;
  items: Problem[];
}

/** A note of what an older dialect was read as: nothing needs to be done about it. */
export const isTranslated = ({ code }: Pick<Problem, "code">): boolean => code === "translated";

const groupOf = (problem: Problem): GroupKey =>
  isTranslated(problem) ? "translated" : problem.severity === "error" ? "errors" : "warnings";

/** The report of an import and what is found now; a translation that both tell is told once. */
export function withReport(problems: readonly Problem[], report: readonly Problem[]): Problem[] {
  const keyOf = (one: Problem) => `${one.file} ${one.line} ${one.path} ${one.message}`;
  const told = new Set(report.map(keyOf));
  return [...problems.filter((one) => !isTranslated(one) || !told.has(keyOf(one))), ...report];
}

/** Errors, warnings, translations; each in the order of the text. Groups without problems are left out. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const keys: GroupKey[] = ["errors", "warnings", "translated"];
  return keys
    .map((key) => ({ key, items: problems.filter((one) => groupOf(one) === key).sort(byPlace) }))
    .filter((group) => group.items.length > 0);
}

/** What has no line is about the whole, and is said last. */
function byPlace(a: Problem, b: Problem): number {
  const line = (one: Problem) => (one.line > 0 ? one.line : Infinity);
  if (a.file !== b.file) return a.file.localeCompare(b.file);
  return line(a) === line(b) ? a.column - b.column : line(a) - line(b);
}

/** What was written and what it means now, when the server says both. */
export function translation({ args }: Problem): { was: string; now: string } | null {
  const { was, now } = args ?? {};
  return typeof was === "string" && typeof now === "string" ? { was, now } : null;
}

const plain = (path: string) => path.replace(/^file:/, "").replace(/^(\.\/)+/, "");

/** Is this line one of the pipeline's own text? A component's file has lines of its own. */
export function isInPipeline(problem: Problem, components: Interfaces): boolean {
  // Lines of a translation are those of the file as it was brought.
  if (problem.line < 1 || isTranslated(problem)) return false;
  const file = plain(problem.file);
  return !Object.keys(components).some((ref) => /\.ya?ml$/i.test(ref) && plain(ref) === file);
}
