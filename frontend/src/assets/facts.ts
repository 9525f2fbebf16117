/** What a definition says beyond what its page shows elsewhere, as names and words. Pure. */
import { stringify } from "yaml";
import type { AssetDetail } from "./types";

const SHOWN = new Set([
  "$schema",
  "name",
  "version",
  "display_name",
  "description",
  "tags",
  "properties",
  "type",
  "inputs",
  "outputs",
  "jobs",
  "stage",
  "credentials",
]);

function words(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return stringify(value).trimEnd();
}

/** In the order of the file. */
export function factsOf({ spec }: Pick<AssetDetail, "spec">): [key: string, words: string][] {
  return Object.entries(spec ?? {})
    .filter(([key]) => !SHOWN.has(key) && !key.startsWith("$"))
    .map(([key, value]): [string, string] => [key, words(value)])
    .filter(([, text]) => text !== "" && text !== "{}");
}

/** Bytes and number of the files together. */
export function weight(files: readonly { size: number }[]): { count: number; bytes: number } {
  return { count: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) };
}

/** `https://token@host/a.git`, `git@host:a/b.git` -> a page to open, or null. A secret in it is never shown. */
export function remotePage(remote: string | null | undefined): { words: string; href: string | null } | null {
  if (!remote) return null;
  const secure = /^https?:\/\/(?:[^@/]+@)?([^/]+\/.+?)(?:\.git)?\/?$/.exec(remote);
  if (secure?.[1]) return { words: secure[1], href: `https://${secure[1]}` };
  const shell = /^(?:ssh:\/\/)?[^@/]+@([^:/]+)[:/](.+?)(?:\.git)?$/.exec(remote);
  if (shell?.[1]) return { words: `${shell[1]}/${shell[2]}`, href: `https://${shell[1]}/${shell[2]}` };
  return { words: remote, href: null };
}
