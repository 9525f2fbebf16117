/** The order of versions. Pure. */

/** `2` before `10`, `1.9` before `1.10`; words after numbers, as they are spelt. */
export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** By when they were registered; versions of one moment by their number. */
export function newestFirst<T extends { version: string | null; created: string }>(
  versions: readonly T[],
): T[] {
  return [...versions].sort(
    (a, b) =>
      Date.parse(b.created) - Date.parse(a.created) || compareVersions(b.version ?? "", a.version ?? ""),
  );
}

/** The version that this one followed. */
export function stepBefore(
  newest: readonly { version: string | null }[],
  version: string | null,
): string | null {
  const index = newest.findIndex((one) => one.version === version);
  return index < 0 ? null : (newest[index + 1]?.version ?? null);
}
