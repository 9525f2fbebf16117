/** Edits of nodes. Each changes the immer draft it is given; `edits/index.ts` makes them pure. */
import { asNodeName, edgesOf, freeName, NODE_NAME, readKey, sameEdge } from "../document";
import type {
  CanvasDoc,
  CanvasEdge,
  CanvasNode,
  InputValue,
  Json,
  Layout,
  OutputValue,
  Point,
} from "../types";

const nodeNames = (doc: CanvasDoc) => doc.nodes.map((node) => node.name);

export interface AddNode {
  name: string;
  type: string;
  component?: string;
  inputs?: Record<string, InputValue>;
  at: Point;
}

export function addNode(doc: CanvasDoc, { name, type, component, inputs, at }: AddNode): void {
  const free = freeName(asNodeName(name), nodeNames(doc));
  doc.nodes.push({
    name: free,
    type,
    component: component ?? null,
    inputs: inputs ?? {},
    outputs: {},
    settings: {},
    inline: null,
  });
  doc.layout.nodes[free] = at;
}

/** Removes nodes, pipeline inputs and outputs by key, single edges, and every edge that hung on them. */
export function remove(
  doc: CanvasDoc,
  { keys, edges }: { keys: string[]; edges: Pick<CanvasEdge, "from" | "to">[] },
): void {
  const gone = new Set(keys);
  const hanging = edgesOf(doc, gone);
  const away = [...hanging, ...edges];
  if (away.length > 0) doc.edges = doc.edges.filter((edge) => !away.some((one) => sameEdge(one, edge)));
  const items = keys.map(readKey);
  const names = (kind: string) =>
    new Set(items.filter((item) => item.kind === kind).map((item) => item.name));
  const [nodes, inputs, outputs] = [names("node"), names("input"), names("output")];
  if (nodes.size > 0) doc.nodes = doc.nodes.filter((node) => !nodes.has(node.name));
  if (inputs.size > 0) doc.inputs = doc.inputs.filter((input) => !inputs.has(input.name));
  if (outputs.size > 0) doc.outputs = doc.outputs.filter((output) => !outputs.has(output.name));
  for (const key of keys) delete doc.layout.nodes[key];
}

export function renameNode(doc: CanvasDoc, { from, to }: { from: string; to: string }): void {
  const node = doc.nodes.find((one) => one.name === from);
  if (!node || from === to || !NODE_NAME.test(to) || nodeNames(doc).includes(to)) return;
  node.name = to;
  for (const edge of doc.edges) {
    if (edge.from.node === from) edge.from.node = to;
    if (edge.to.node === from) edge.to.node = to;
  }
  const place = doc.layout.nodes[from];
  delete doc.layout.nodes[from];
  if (place) doc.layout.nodes[to] = place;
}

export function move(doc: CanvasDoc, { positions }: { positions: Record<string, Point> }): void {
  for (const [key, { x, y }] of Object.entries(positions))
    doc.layout.nodes[key] = { x: Math.round(x), y: Math.round(y) };
}

/** Auto layout: one step to undo, whatever it moved. */
export const layout = move;

/** Sets one setting of a node by its path (`["limits", "timeout"]`); `undefined` removes it and the empty maps above it. */
export function setSetting(
  doc: CanvasDoc,
  { node, path, value }: { node: string; path: string[]; value?: Json },
): void {
  const found = doc.nodes.find((one) => one.name === node);
  if (found) setIn(found.settings, path, value);
}

/** As `setSetting`, in the body of a step that is written in the pipeline itself. */
export function setInline(
  doc: CanvasDoc,
  { node, path, value }: { node: string; path: string[]; value?: Json },
): void {
  const found = doc.nodes.find((one) => one.name === node);
  if (found?.inline) setIn(found.inline, path, value);
}

export function setIn(
  root: Record<string, Json | undefined>,
  path: readonly string[],
  value: Json | undefined,
): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    if (value === undefined) delete root[head];
    else root[head] = value;
    return;
  }
  const inner = root[head];
  const map = inner && typeof inner === "object" && !Array.isArray(inner) ? inner : {};
  if (map !== inner) root[head] = map;
  setIn(map, rest, value);
  if (Object.keys(map).length === 0) delete root[head];
}

/** Changes keys of one output of a node; an output with nothing to say disappears from the document. */
export function setOutput(
  doc: CanvasDoc,
  { node, port, patch }: { node: string; port: string; patch: OutputValue },
): void {
  const found = doc.nodes.find((one) => one.name === node);
  if (!found) return;
  const output = (found.outputs[port] ??= {});
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === "") delete output[key];
    else output[key] = value;
  }
  if (Object.keys(output).length === 0) delete found.outputs[port];
}

export interface SwapComponent {
  node: string;
  component: string;
  type: string;
  /** Own values, own output settings and edges that do not fit the new interface. */
  inputs: string[];
  outputs: string[];
  edges: Pick<CanvasEdge, "from" | "to">[];
}

/** Another component (mostly: another version) in the same node; what still fits stays. */
export function swapComponent(
  doc: CanvasDoc,
  { node, component, type, inputs, outputs, edges }: SwapComponent,
): void {
  const found = doc.nodes.find((one) => one.name === node);
  if (!found) return;
  found.component = component;
  found.type = type;
  for (const port of inputs) delete found.inputs[port];
  for (const port of outputs) delete found.outputs[port];
  if (edges.length > 0) doc.edges = doc.edges.filter((edge) => !edges.some((one) => sameEdge(one, edge)));
}

export interface Paste {
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  layout: Layout["nodes"];
  offset: Point;
}

/** The names that pasted nodes will have here. */
export function pastedNames(doc: CanvasDoc, nodes: readonly CanvasNode[]): Map<string, string> {
  const taken = new Set(nodeNames(doc));
  const names = new Map<string, string>();
  for (const node of nodes) {
    const name = freeName(asNodeName(node.name), taken);
    taken.add(name);
    names.set(node.name, name);
  }
  return names;
}

/** Adds copies under free names; references among them follow, references to what is not here are dropped. */
export function paste(doc: CanvasDoc, { nodes, edges, layout: places, offset }: Paste): void {
  const names = pastedNames(doc, nodes);
  const here = new Set(nodeNames(doc));
  const inputs = new Set(doc.inputs.map((input) => input.name));
  for (const node of nodes) {
    const name = names.get(node.name)!;
    doc.nodes.push({ ...node, name });
    const place = places[node.name];
    doc.layout.nodes[name] = { x: (place?.x ?? 0) + offset.x, y: (place?.y ?? 0) + offset.y };
  }
  for (const edge of edges) {
    const to = edge.to.node === null ? undefined : names.get(edge.to.node);
    if (to === undefined) continue;
    const from = edge.from.node === null ? null : (names.get(edge.from.node) ?? edge.from.node);
    const known = from === null ? inputs.has(edge.from.port) : names.has(edge.from.node!) || here.has(from);
    if (known)
      doc.edges.push({
        ...edge,
        from: { node: from, port: edge.from.port },
        to: { node: to, port: edge.to.port },
      });
  }
}
