/** Text of a field <-> literal of a type. Pure. The draft may hold what is wrong; the field says what is wrong. */
import type { Literal, PortSpec } from "../../graph/types";

export interface ReadLiteral {
  /** Undefined when the text is no value of the type: nothing is stored then. */
  value?: Literal;
  /** Key of words in the `designer` catalogue, with values. */
  wrong?: { key: string; values: Record<string, string | number> };
}

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

type Limits = Pick<PortSpec, "type" | "min" | "max">;

export function readLiteral(text: string, spec: Limits): ReadLiteral {
  if (spec.type !== "integer" && spec.type !== "number") return { value: text };
  const trimmed = text.trim();
  if (!(spec.type === "integer" ? INTEGER : NUMBER).test(trimmed)) {
    return { wrong: { key: `wrong.${spec.type}`, values: {} } };
  }
  const value = Number(trimmed);
  if (spec.min !== undefined && value < spec.min)
    return { value, wrong: { key: "wrong.min", values: { min: spec.min } } };
  if (spec.max !== undefined && value > spec.max)
    return { value, wrong: { key: "wrong.max", values: { max: spec.max } } };
  return { value };
}

export const literalText = (value: Literal | undefined): string =>
  value === undefined || value === null ? "" : String(value);

/** YAML may say `"true"`; a switch shows what it means. */
export const isTrue = (value: Literal | undefined): boolean =>
  value === true || (typeof value === "string" && /^(true|yes|1)$/i.test(value));

/** One step of the arrow keys, inside the limits. */
export function stepped(text: string, spec: Limits, direction: 1 | -1): string | null {
  const { value } = readLiteral(text === "" ? "0" : text, spec);
  if (typeof value !== "number") return null;
  const digits = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const step = spec.type === "integer" ? 1 : 10 ** -digits;
  const next = Math.min(spec.max ?? Infinity, Math.max(spec.min ?? -Infinity, value + direction * step));
  return spec.type === "integer" ? String(next) : next.toFixed(digits);
}

/** `KEY=VALUE` lines <-> a mapping. */
export const linesOf = (map: Record<string, unknown>): string =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join("\n");

export function mapOf(lines: string): Record<string, string> {
  const map: Record<string, string> = {};
  for (const line of lines.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) map[line.slice(0, at).trim()] = line.slice(at + 1);
  }
  return map;
}
