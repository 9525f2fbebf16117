/** Tags as words, and the filter in the address of a list. Pure. */
import type { Archived, Asset, AssetFilter } from "./types";

/** `team=vision`, as the server is asked for it. */
export const tagKey = (name: string, value: unknown): string =>
  value === null || value === undefined || value === "" ? name : `${name}=${String(value)}`;

/** `team: vision`, as a person reads it. */
export const tagWords = (key: string): string => key.replace("=", ": ");

export const tagKeys = (tags: Record<string, unknown> | null | undefined): string[] =>
  Object.entries(tags ?? {}).map(([name, value]) => tagKey(name, value));

/** Tags that tell these assets apart, most used first; those chosen stay in sight. */
export function tagChips(
  items: readonly Pick<Asset, "tags">[],
  chosen: readonly string[],
  most = 10,
): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of items) for (const key of tagKeys(tags)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const telling = [...counts]
    .filter(([key, count]) => count < items.length && !chosen.includes(key))
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([key]) => key);
  return [...chosen, ...telling].slice(0, Math.max(most, chosen.length));
}

const ARCHIVED: readonly string[] = ["exclude", "include", "only"];

export function readFilter(params: URLSearchParams): AssetFilter {
  const archived = params.get("archived") ?? "exclude";
  return {
    search: params.get("search") ?? "",
    type: params.get("type") ?? "",
    tags: params.getAll("tag"),
    archived: (ARCHIVED.includes(archived) ? archived : "exclude") as Archived,
  };
}

export function writeFilter({ search, type, tags, archived }: AssetFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (search) params.set("search", search);
  if (type) params.set("type", type);
  for (const tag of tags) params.append("tag", tag);
  if (archived !== "exclude") params.set("archived", archived);
  return params;
}

export const isFiltered = ({ search, type, tags, archived }: AssetFilter): boolean =>
  Boolean(search || type || tags.length > 0 || archived === "only");
