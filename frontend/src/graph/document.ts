/** Questions asked of a canvas document. All pure; none changes anything. */
import type {
  CanvasDoc,
  CanvasEdge,
  CanvasNode,
  Interface,
  Interfaces,
  Json,
  PortRef,
  PortSpec,
} from "./types";

export const PARAMETER_TYPES: ReadonlySet<string> = new Set(["string", "integer", "number", "boolean"]);
export const isParameter = (type: string): boolean => PARAMETER_TYPES.has(type);

export const NODE_NAME = /^[a-z_][a-z0-9_]*$/;
export const PORT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const emptyCanvas = (name = ""): CanvasDoc => ({
  format: "penstock.canvas/1",
  kind: "pipeline",
  job: name ? { display_name: name } : {},
  inputs: [],
  outputs: [],
  nodes: [],
  edges: [],
  layout: { nodes: {}, notes: [] },
});

/** One item of the canvas: a node by its name, `inputs:<name>` or `outputs:<name>` for the pipeline's own ports. */
export type ItemKey = string;
export type Item = { kind: "node" | "input" | "output"; name: string };

export const inputKey = (name: string): ItemKey => `inputs:${name}`;
export const outputKey = (name: string): ItemKey => `outputs:${name}`;

export function readKey(key: ItemKey): Item {
  if (key.startsWith("inputs:")) return { kind: "input", name: key.slice(7) };
  if (key.startsWith("outputs:")) return { kind: "output", name: key.slice(8) };
  return { kind: "node", name: key };
}

/** The item a port belongs to. */
export function keyOfEnd(ref: PortRef, side: "from" | "to"): ItemKey {
  if (ref.node !== null) return ref.node;
  return side === "from" ? inputKey(ref.port) : outputKey(ref.port);
}

export const findNode = (doc: CanvasDoc, name: string): CanvasNode | undefined =>
  doc.nodes.find((node) => node.name === name);

export const samePort = (a: PortRef, b: PortRef): boolean => a.node === b.node && a.port === b.port;

export const sameEdge = (a: Pick<CanvasEdge, "from" | "to">, b: Pick<CanvasEdge, "from" | "to">): boolean =>
  samePort(a.from, b.from) && samePort(a.to, b.to);

/** `prep.table->train.table`; `inputs` and `outputs` stand for the pipeline itself. */
export function edgeId({ from, to }: Pick<CanvasEdge, "from" | "to">): string {
  return `${from.node ?? "inputs"}.${from.port}->${to.node ?? "outputs"}.${to.port}`;
}

export const sourceOf = (doc: CanvasDoc, to: PortRef): CanvasEdge | undefined =>
  doc.edges.find((edge) => samePort(edge.to, to));

function specsOf(value: Json | undefined): PortSpec[] {
  if (!value || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, body]) => {
    const spec = body && typeof body === "object" && !Array.isArray(body) ? body : {};
    const type = typeof spec.type === "string" ? spec.type : guessType(body);
    return { name, type, optional: spec.optional === true };
  });
}

function guessType(value: Json | undefined): string {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : "uri_folder";
}

function titleOf(node: CanvasNode): { ref: string; name: string; version: string } {
  if (typeof node.component === "string") {
    const registered = node.component.match(/^azureml:([^:@]+)(?:[:@](.+))?$/);
    if (registered) return { ref: node.component, name: registered[1] ?? "", version: registered[2] ?? "" };
    return { ref: node.component, name: node.component.split("/").pop() ?? node.component, version: "" };
  }
  const body = node.component ?? node.inline ?? {};
  return {
    ref: "",
    name: typeof body.name === "string" ? body.name : "",
    version: body.version === undefined ? "" : String(body.version),
  };
}

/** Key under which the server sends the interface of a node without a component reference. */
export const inlineRef = (node: CanvasNode): string => `inline:${node.name}`;

/**
 * What a node takes and gives. Ports that only the document knows (an unresolved component, an inline job) are
 * added from its values and edges, so that no edge ever hangs in the air.
 */
export function interfaceOf(
  node: CanvasNode,
  components: Interfaces,
  edges: readonly CanvasEdge[],
): Interface {
  const key = typeof node.component === "string" ? node.component : inlineRef(node);
  const known = components[key];
  const body = (typeof node.component === "object" ? node.component : null) ?? node.inline ?? {};
  const base: Interface = known ?? {
    ...titleOf(node),
    type: node.type,
    inputs: specsOf(body.inputs),
    outputs: specsOf(body.outputs),
  };
  const inputs = new Set(base.inputs.map((port) => port.name));
  const outputs = new Set(base.outputs.map((port) => port.name));
  const moreInputs: PortSpec[] = [];
  const moreOutputs: PortSpec[] = [];
  const add = (names: Set<string>, list: PortSpec[], name: string, type: string) => {
    if (names.has(name)) return;
    names.add(name);
    list.push({ name, type, optional: true });
  };
  for (const [name, value] of Object.entries(node.inputs)) {
    add(
      inputs,
      moreInputs,
      name,
      "literal" in value ? guessType(value.literal) : (value.data.type ?? "uri_folder"),
    );
  }
  for (const [name, value] of Object.entries(node.outputs))
    add(outputs, moreOutputs, name, value?.type ?? "uri_folder");
  for (const edge of edges) {
    if (edge.to.node === node.name) add(inputs, moreInputs, edge.to.port, "uri_folder");
    if (edge.from.node === node.name) add(outputs, moreOutputs, edge.from.port, "uri_folder");
  }
  if (moreInputs.length + moreOutputs.length === 0) return base;
  return { ...base, inputs: [...base.inputs, ...moreInputs], outputs: [...base.outputs, ...moreOutputs] };
}

/** Is the component of this node known to the server? */
export function isResolved(node: CanvasNode, components: Interfaces): boolean {
  return typeof node.component !== "string" || node.component in components;
}

/** `train`, `train_2`, `train_3`… whatever is free. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  for (let n = 2; ; n += 1) {
    const name = `${stem}_${n}`;
    if (!used.has(name)) return name;
  }
}

/** Any text -> a name that a node may have: `Train model!` -> `train_model`. */
export function asNodeName(text: string): string {
  const name = text
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (!name) return "node";
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Would an edge from `from` to `to` close a circle? */
export function closesCircle(doc: CanvasDoc, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of doc.edges) {
    if (edge.from.node === null || edge.to.node === null) continue;
    const list = next.get(edge.from.node);
    if (list) list.push(edge.to.node);
    else next.set(edge.from.node, [edge.to.node]);
  }
  const seen = new Set<string>();
  const todo = [to];
  while (todo.length > 0) {
    const name = todo.pop()!;
    if (name === from) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    todo.push(...(next.get(name) ?? []));
  }
  return false;
}

/** The edges that go when these items go. */
export function edgesOf(doc: CanvasDoc, keys: ReadonlySet<ItemKey>): CanvasEdge[] {
  return doc.edges.filter(
    (edge) => keys.has(keyOfEnd(edge.from, "from")) || keys.has(keyOfEnd(edge.to, "to")),
  );
}

export function allKeys(doc: CanvasDoc): ItemKey[] {
  return [
    ...doc.inputs.map((input) => inputKey(input.name)),
    ...doc.nodes.map((node) => node.name),
    ...doc.outputs.map((output) => outputKey(output.name)),
  ];
}
