/** The pipeline inputs of a job as fields of a form, and back. Pure. */
import type { CanvasDoc, Literal, PipelineInput } from "../../graph/types";
import type { Job } from "../api";

const PARAMETERS = new Set(["string", "integer", "number", "boolean"]);

export interface InputField {
  name: string;
  type: string;
  value: string;
  spec: PipelineInput | null;
}

function literalOf(value: unknown): Literal | undefined {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Literal;
  if (typeof value === "object" && value !== null && "value" in value)
    return literalOf((value as { value: unknown }).value);
  return undefined;
}

/** An input written without a type has the type of its value. */
export function guessType(type: string | undefined, value: Literal | undefined): string {
  if (type && PARAMETERS.has(type)) return type;
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return "string";
}

/** Parameters only: data inputs of a run are kept as they were. */
export function inputFields(job: Job, canvas: CanvasDoc | undefined): InputField[] {
  const specs = new Map((canvas?.inputs ?? []).map((input) => [input.name, input]));
  const names = new Set([...specs.keys(), ...Object.keys(job.inputs ?? {})]);
  const fields: InputField[] = [];
  for (const name of names) {
    const spec = specs.get(name) ?? null;
    const given = literalOf(job.inputs?.[name]);
    const value = given === undefined ? (spec?.value ?? spec?.default) : given;
    const isData =
      (spec?.path !== undefined && spec.path !== null) ||
      (spec !== null && spec.type && !PARAMETERS.has(spec.type));
    if (isData || value === undefined) continue;
    fields.push({
      name,
      spec,
      type: guessType(spec?.type, value),
      value: value === null ? "" : String(value),
    });
  }
  return fields;
}

/** Null when the text is no value of the type. */
export function parseInput(type: string, text: string): Literal | undefined {
  if (type === "boolean") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  if (type === "string") return text;
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) return undefined;
  return type === "integer" && !Number.isInteger(value) ? undefined : value;
}

/** Only what was changed is sent; the rest stays as the run had it. */
export function changedInputs(
  fields: readonly InputField[],
  texts: Record<string, string>,
): { inputs: Record<string, Literal>; wrong: string[] } {
  const inputs: Record<string, Literal> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const text = texts[field.name];
    if (text === undefined || text === field.value) continue;
    const value = parseInput(field.type, text);
    if (value === undefined) wrong.push(field.name);
    else inputs[field.name] = value;
  }
  return { inputs, wrong };
}
