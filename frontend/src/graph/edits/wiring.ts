/** Edits of values and edges: what a port gets. */
import { freeName, inputKey, outputKey, sameEdge, samePort } from "../document";
import type { CanvasDoc, CanvasEdge, DataValue, Literal, Point, PortRef, PortSpec } from "../types";

function valuesOf(doc: CanvasDoc, node: string | null) {
  return node === null ? undefined : doc.nodes.find((one) => one.name === node)?.inputs;
}

/** A port has one source: a new edge takes the place of the old edge and of the port's own value. */
export function connect(doc: CanvasDoc, { from, to }: { from: PortRef; to: PortRef }): void {
  if (doc.edges.some((edge) => sameEdge(edge, { from, to }))) return;
  // An output of a node can be written as one output of the pipeline only.
  if (to.node === null)
    doc.edges = doc.edges.filter((edge) => edge.to.node !== null || !samePort(edge.from, from));
  const index = doc.edges.findIndex((edge) => samePort(edge.to, to));
  if (index >= 0) doc.edges[index] = { from, to };
  else doc.edges.push({ from, to });
  const values = valuesOf(doc, to.node);
  if (values) delete values[to.port];
}

export function disconnect(doc: CanvasDoc, { edges }: { edges: Pick<CanvasEdge, "from" | "to">[] }): void {
  doc.edges = doc.edges.filter((edge) => !edges.some((one) => sameEdge(one, edge)));
}

/** `undefined` resets the parameter to its default. Setting a value unbinds. */
export function setParameter(
  doc: CanvasDoc,
  { node, port, value }: { node: string; port: string; value?: Literal },
): void {
  const values = valuesOf(doc, node);
  if (!values) return;
  doc.edges = doc.edges.filter((edge) => !samePort(edge.to, { node, port }));
  if (value === undefined) {
    delete values[port];
    return;
  }
  const { $mapping } = (values[port] ?? {}) as { $mapping?: unknown };
  // `$text` (the number as it was written) is dropped: it belongs to the old value.
  values[port] = { literal: value, ...($mapping === undefined ? {} : { $mapping }) };
}

export function setData(
  doc: CanvasDoc,
  { node, port, data }: { node: string; port: string; data?: DataValue },
): void {
  const values = valuesOf(doc, node);
  if (!values) return;
  doc.edges = doc.edges.filter((edge) => !samePort(edge.to, { node, port }));
  if (data === undefined) delete values[port];
  else values[port] = { data };
}

export interface Promote {
  node: string;
  spec: PortSpec;
  /** An input that exists; a new one with a free name when absent. */
  input?: string;
  at: Point;
}

/** Binds a node's input to a pipeline input, made here when need be; it takes over the value the node had. */
export function promote(doc: CanvasDoc, { node, spec, input, at }: Promote): void {
  const values = valuesOf(doc, node);
  if (!values) return;
  let name = input;
  if (name === undefined) {
    name = freeName(
      spec.name,
      doc.inputs.map((one) => one.name),
    );
    const own = values[spec.name];
    const value = own && "literal" in own ? own.literal : spec.default;
    const data = own && "data" in own ? own.data : {};
    doc.inputs.push({ name, type: spec.type, ...(value === undefined ? {} : { value }), ...data });
    doc.layout.nodes[inputKey(name)] = at;
  }
  connect(doc, { from: { node: null, port: name }, to: { node, port: spec.name } });
}

/** Takes the edge away and leaves the node with the value that the pipeline input gave it. */
export function unbind(doc: CanvasDoc, { node, port }: { node: string; port: string }): void {
  const edge = doc.edges.find((one) => samePort(one.to, { node, port }));
  const values = valuesOf(doc, node);
  if (!edge || !values) return;
  disconnect(doc, { edges: [edge] });
  if (edge.from.node !== null) return;
  const input = doc.inputs.find((one) => one.name === edge.from.port);
  const value = input?.value ?? input?.default;
  if (value !== undefined) values[port] = { literal: value };
  else if (input?.path !== undefined) values[port] = { data: { type: input.type, path: input.path } };
}

/** Makes a node's output an output of the pipeline. */
export function publishOutput(
  doc: CanvasDoc,
  { node, spec, at }: { node: string; spec: PortSpec; at: Point },
): void {
  const name = freeName(
    spec.name,
    doc.outputs.map((one) => one.name),
  );
  doc.outputs.push({ name, type: spec.type });
  doc.layout.nodes[outputKey(name)] = at;
  connect(doc, { from: { node, port: spec.name }, to: { node: null, port: name } });
}
