/** The shapes of previews as the server sends them, and small pure helpers over them. */
import type { Answer, Schemas } from "../api/server";

export type TablePreview = Schemas["TablePreview"];
export type TextPreview = Schemas["TextPreview"];
export type ImagePreview = Schemas["ImagePreview"];
export type BinaryPreview = Schemas["BinaryPreview"];
export type Preview = Answer<"get", "jobs/{name}/preview">;

const NUMERIC = /^(u?int(eger)?\d*|float\d*|double|decimal|number)$/i;

export const isNumeric = (type: string): boolean => NUMERIC.test(type);

export function cellText(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export type JsonPart = { text: string; kind: "key" | "text" | "number" | "plain" };

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** Colours for JSON; text that is no JSON comes back as it is. */
export function jsonParts(text: string): JsonPart[] {
  let pretty = text;
  try {
    // A document that has lines already is shown as it was written, its numbers to the digit.
    if (!text.trim().includes("\n")) pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // A cut or broken document is shown as written.
  }
  const parts: JsonPart[] = [];
  let from = 0;
  for (const match of pretty.matchAll(TOKENS)) {
    if (match.index > from) parts.push({ text: pretty.slice(from, match.index), kind: "plain" });
    if (match[1]) {
      parts.push({ text: match[1], kind: match[2] ? "key" : "text" });
      if (match[2]) parts.push({ text: match[2], kind: "plain" });
    } else parts.push({ text: match[0], kind: "number" });
    from = match.index + match[0].length;
  }
  if (from < pretty.length) parts.push({ text: pretty.slice(from), kind: "plain" });
  return parts;
}
