/** Edits of the pipeline itself: its inputs, outputs, name and settings, and the whole document. */
import { freeName, inputKey, outputKey, PORT_NAME } from "../document";
import type {
  CanvasDoc,
  JobMeta,
  Json,
  Layout,
  Literal,
  PipelineInput,
  PipelineOutput,
  Point,
} from "../types";
import { setIn } from "./nodes";

type Side = "inputs" | "outputs";
const keyOf = (side: Side, name: string) => (side === "inputs" ? inputKey(name) : outputKey(name));

export function addInput(doc: CanvasDoc, { input, at }: { input: PipelineInput; at: Point }): void {
  const name = freeName(
    input.name,
    doc.inputs.map((one) => one.name),
  );
  doc.inputs.push({ ...input, name });
  doc.layout.nodes[inputKey(name)] = at;
}

export function addOutput(doc: CanvasDoc, { output, at }: { output: PipelineOutput; at: Point }): void {
  const name = freeName(
    output.name,
    doc.outputs.map((one) => one.name),
  );
  doc.outputs.push({ ...output, name });
  doc.layout.nodes[outputKey(name)] = at;
}

function patchInto(target: object, patch: object): void {
  const map = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) delete map[key];
    else map[key] = value;
  }
}

/** Keys given as `undefined` are removed. */
export function updateInput(
  doc: CanvasDoc,
  { name, patch }: { name: string; patch: Partial<PipelineInput> },
): void {
  const input = doc.inputs.find((one) => one.name === name);
  if (input) patchInto(input, patch);
}

/** The value this pipeline runs with; kept where the file had it (`default` of the long form, or the short form). */
export function setInputValue(doc: CanvasDoc, { name, value }: { name: string; value?: Literal }): void {
  const input = doc.inputs.find((one) => one.name === name);
  if (!input) return;
  patchInto(input, "default" in input ? { default: value, value: undefined } : { value });
}

export function updateOutput(
  doc: CanvasDoc,
  { name, patch }: { name: string; patch: Partial<PipelineOutput> },
): void {
  const output = doc.outputs.find((one) => one.name === name);
  if (output) patchInto(output, patch);
}

export function renamePort(
  doc: CanvasDoc,
  { side, from, to }: { side: Side; from: string; to: string },
): void {
  const list = doc[side];
  const port = list.find((one) => one.name === from);
  if (!port || from === to || !PORT_NAME.test(to) || list.some((one) => one.name === to)) return;
  port.name = to;
  const end = side === "inputs" ? "from" : "to";
  for (const edge of doc.edges) if (edge[end].node === null && edge[end].port === from) edge[end].port = to;
  const place = doc.layout.nodes[keyOf(side, from)];
  delete doc.layout.nodes[keyOf(side, from)];
  if (place) doc.layout.nodes[keyOf(side, to)] = place;
}

/** `["settings", "force_rerun"]`, `["display_name"]`; `undefined` removes the key. */
export function setJob(doc: CanvasDoc, { path, value }: { path: string[]; value?: Json }): void {
  const job: JobMeta = doc.job;
  setIn(job, path, value);
}

/** Puts another document in the place of this one: an import is one step to undo. */
export function importDocument(doc: CanvasDoc, { document }: { document: CanvasDoc }): void {
  const map = doc as unknown as Record<string, unknown>;
  for (const key of Object.keys(map)) if (!(key in document)) delete map[key];
  Object.assign(doc, document);
}

export function setLayout(doc: CanvasDoc, { layout }: { layout: Layout }): void {
  doc.layout = layout;
}
