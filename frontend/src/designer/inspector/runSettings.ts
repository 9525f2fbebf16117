/** Where the run settings of a node stand in its document, and how they are read. Pure. */
import type { Json } from "../../graph/types";

/** What a step asks of this machine stands where the format keeps what it does not know. */
export const OURS = ["resources", "properties", "penstock"] as const;
/** A node that always runs, whatever is the same as before. */
export const FORCE_RERUN = ["properties", "penstock.force_rerun"] as const;

export const isMap = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function at(root: unknown, path: readonly string[]): Json | undefined {
  let value: unknown = root;
  for (const key of path) {
    if (!isMap(value)) return undefined;
    value = value[key];
  }
  return value as Json | undefined;
}

export const isOn = (value: Json | undefined): boolean =>
  value === true || (typeof value === "string" && value.trim().toLowerCase() === "true");

/** `4Gi`, `512MB`, `2g`: a number alone could mean anything. */
export const isSize = (text: string): boolean => /^\d+(\.\d+)?\s*(?:[kmgt]i?b?|b)$/i.test(text.trim());

/** How an environment is written: a reference, or some words for one that is described in place. */
export function environmentText(value: Json | undefined): { text: string; inPlace: boolean } {
  if (typeof value === "string") return { text: value, inPlace: false };
  if (!isMap(value)) return { text: "", inPlace: false };
  const told = value.image ?? value.name ?? value.conda_file ?? value.build;
  return { text: typeof told === "string" ? told : JSON.stringify(value), inPlace: true };
}
