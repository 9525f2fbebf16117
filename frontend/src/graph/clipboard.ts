/** Nodes as YAML text, out and in: what is copied can be pasted into an editor, another tab, or from the docs. */
import { parseDocument, stringify } from "yaml";
import type { Paste } from "./edits/nodes";
import type {
  CanvasDoc,
  CanvasEdge,
  CanvasNode,
  InputValue,
  Json,
  Layout,
  Literal,
  OutputValue,
  PortRef,
} from "./types";

type Body = { [key: string]: Json };

const BINDING =
  /^\$\{\{\s*parent\.(?:jobs\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_]+)|inputs\.([A-Za-z0-9_.]+))\s*\}\}$/;
const PARENT_OUTPUT = /^\$\{\{\s*parent\.outputs\.[A-Za-z0-9_]+\s*\}\}$/;
/** Keys of a job that defines itself (no component); everything else is a setting of the node. */
const INLINE = new Set(["command", "code", "environment", "services", "program_arguments"]);

const isMap = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (map: object): Body =>
  Object.fromEntries(
    Object.entries(map as Body).filter(([key, value]) => !key.startsWith("$") && value !== undefined),
  );

function expression(from: PortRef): string {
  return from.node === null
    ? `\${{parent.inputs.${from.port}}}`
    : `\${{parent.jobs.${from.node}.outputs.${from.port}}}`;
}

function bound(edge: CanvasEdge, text: string): Json {
  return edge.style === "mapping" || edge.extra ? { ...edge.extra, path: text } : text;
}

function nodeBody(node: CanvasNode, edges: readonly CanvasEdge[]): Body {
  const inputs: Body = {};
  for (const [name, value] of Object.entries(node.inputs)) {
    inputs[name] = "literal" in value ? value.literal : (shown(value.data) as Json);
  }
  const outputs: Body = {};
  for (const [name, value] of Object.entries(node.outputs)) outputs[name] = shown(value ?? {});
  for (const edge of edges) {
    if (edge.to.node === node.name) inputs[edge.to.port] = bound(edge, expression(edge.from));
    else if (edge.from.node === node.name && edge.to.node === null) {
      outputs[edge.from.port] = bound(edge, `\${{parent.outputs.${edge.to.port}}}`);
    }
  }
  return {
    type: node.type,
    ...(node.component ? { component: node.component } : shown(node.inline ?? {})),
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(Object.keys(outputs).length > 0 ? { outputs } : {}),
    ...shown(node.settings),
  };
}

/** The named nodes as the `jobs:` of a pipeline, bindings included. */
export function copyAsYaml(doc: CanvasDoc, names: readonly string[]): string {
  const wanted = new Set(names);
  const jobs: Body = {};
  for (const node of doc.nodes) if (wanted.has(node.name)) jobs[node.name] = nodeBody(node, doc.edges);
  return stringify({ jobs }, { lineWidth: 0 });
}

function readInput(value: Json, to: PortRef, node: CanvasNode, edges: CanvasEdge[]): void {
  const text = isMap(value) ? value.path : value;
  const found = typeof text === "string" ? text.match(BINDING) : null;
  if (found) {
    const from = found[1] ? { node: found[1], port: found[2]! } : { node: null, port: found[3]! };
    const edge: CanvasEdge = { from, to };
    if (isMap(value)) {
      const { path: _path, ...extra } = value;
      edge.style = "mapping";
      if (Object.keys(extra).length > 0) edge.extra = extra;
    }
    edges.push(edge);
    return;
  }
  const own: InputValue = isMap(value)
    ? { data: value }
    : { literal: Array.isArray(value) ? JSON.stringify(value) : (value as Literal) };
  node.inputs[to.port] = own;
}

function readNode(name: string, body: Body, edges: CanvasEdge[]): CanvasNode {
  const { type, component, inputs, outputs, ...rest } = body;
  const inline = component === undefined;
  const node: CanvasNode = {
    name,
    type: typeof type === "string" ? type : "command",
    component: typeof component === "string" || isMap(component) ? component : null,
    inputs: {},
    outputs: {},
    settings: {},
    inline: inline ? {} : null,
  };
  for (const [key, value] of Object.entries(rest)) {
    if (inline && INLINE.has(key)) node.inline![key] = value;
    else node.settings[key] = value;
  }
  if (isMap(inputs))
    for (const [port, value] of Object.entries(inputs)) readInput(value, { node: name, port }, node, edges);
  if (isMap(outputs)) {
    for (const [port, value] of Object.entries(outputs)) {
      const text = isMap(value) ? value.path : value;
      // An output of the pipeline has one writer, and that is the original.
      if (typeof text === "string" && PARENT_OUTPUT.test(text)) continue;
      if (isMap(value)) node.outputs[port] = value as OutputValue;
    }
  }
  return node;
}

export type ReadYaml = { ok: true; paste: Omit<Paste, "offset" | "layout"> } | { ok: false; message: string };

function jobsOf(root: unknown): Body | null {
  if (!isMap(root)) return null;
  if (isMap(root.jobs)) return root.jobs;
  const bodies = Object.values(root);
  const likeJobs =
    bodies.length > 0 &&
    bodies.every((body) => isMap(body) && ("component" in body || "command" in body || "type" in body));
  return likeJobs ? root : null;
}

/** Reads `jobs:` of a pipeline, or jobs by name alone. The message is for the user, in the parser's words. */
export function readYaml(text: string): ReadYaml {
  if (text.length > 1_000_000) return { ok: false, message: "too long" };
  let root: unknown;
  try {
    const document = parseDocument(text, { uniqueKeys: true });
    const first = document.errors[0];
    if (first) return { ok: false, message: first.message.split("\n")[0] ?? first.message };
    root = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  const jobs = jobsOf(root);
  if (!jobs) return { ok: false, message: "" };
  const edges: CanvasEdge[] = [];
  const nodes = Object.entries(jobs).map(([name, body]) => readNode(name, isMap(body) ? body : {}, edges));
  return nodes.length > 0 ? { ok: true, paste: { nodes, edges } } : { ok: false, message: "" };
}

/** Places for pasted nodes: where they were copied from when that is known, else side by side. */
export function placesFor(nodes: readonly CanvasNode[], known: Layout["nodes"] | null): Layout["nodes"] {
  return Object.fromEntries(
    nodes.map((node, index) => [node.name, known?.[node.name] ?? { x: index * 280, y: 0 }]),
  );
}
