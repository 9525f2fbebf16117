/** A component that comes with its edges: grown from a port, or put in the middle of an edge. Pure. */
import { asNodeName, findNode, freeName, interfaceOf, isParameter, readKey } from "./document";
import type { Edit } from "./edits";
import { compatibleTypes, portSpec } from "./ports";
import type { CanvasDoc, CanvasEdge, Interfaces, NamedInterface, Point, PortRef, PortSpec } from "./types";

/** A port that waits for the other end of an edge; `side` is the end that the port itself will be. */
export interface OpenEnd {
  ref: PortRef;
  side: "from" | "to";
}

export interface AddChoice {
  end: OpenEnd;
  face: NamedInterface;
  port: PortSpec;
}

/** 0 fits best; null does not fit. */
function rank(from: PortSpec, to: PortSpec): number | null {
  const fit = compatibleTypes(from.type, to.type);
  if (!fit.ok) return null;
  return (fit.warning ? 2 : 0) + (to.optional ? 1 : 0);
}

/** The port of a component that this end would best be joined with. */
function bestPort(spec: PortSpec, side: "from" | "to", face: NamedInterface): [PortSpec, number] | null {
  let best: [PortSpec, number] | null = null;
  for (const port of side === "from" ? face.inputs : face.outputs) {
    const value = side === "from" ? rank(spec, port) : rank(port, spec);
    if (value !== null && (best === null || value < best[1])) best = [port, value];
  }
  return best;
}

/** Every component with a port that fits one of the ends: in the order of the ends, the best fits first. */
export function addChoices(
  doc: CanvasDoc,
  components: Interfaces,
  ends: readonly OpenEnd[],
  faces: readonly NamedInterface[],
): AddChoice[] {
  return ends.flatMap((end) => {
    const spec = portSpec(doc, components, end.ref, end.side);
    if (!spec) return [];
    const found = faces.flatMap((face) => {
      const best = bestPort(spec, end.side, face);
      return best ? [{ choice: { end, face, port: best[0] }, value: best[1] }] : [];
    });
    return found.sort((a, b) => a.value - b.value).map(({ choice }) => choice);
  });
}

/** The ends that an item of the canvas has open: its outputs first, then what it takes. */
export function openEnds(doc: CanvasDoc, components: Interfaces, key: string): OpenEnd[] {
  const { kind, name } = readKey(key);
  if (kind === "input") return [{ ref: { node: null, port: name }, side: "from" }];
  if (kind === "output") return [{ ref: { node: null, port: name }, side: "to" }];
  const node = findNode(doc, name);
  if (!node) return [];
  const face = interfaceOf(node, components, doc.edges);
  return [
    ...face.outputs.map(({ name: port }) => ({ ref: { node: name, port }, side: "from" as const })),
    ...face.inputs
      .filter(({ type }) => !isParameter(type))
      .map(({ name: port }) => ({ ref: { node: name, port }, side: "to" as const })),
  ];
}

const newNode = (doc: CanvasDoc, face: NamedInterface, at: Point): { name: string; edit: Edit } => {
  const name = freeName(
    asNodeName(face.name),
    doc.nodes.map((node) => node.name),
  );
  const args = { name, type: face.type || "command", component: face.ref, at };
  return { name, edit: { kind: "addNode", args } };
};

/** A new node and its edge, as one step. */
export function grow(
  doc: CanvasDoc,
  { end, face, port }: AddChoice,
  at: Point,
): { name: string; edits: Edit[] } {
  const { name, edit } = newNode(doc, face, at);
  const own = { node: name, port: port.name };
  const args = end.side === "from" ? { from: end.ref, to: own } : { from: own, to: end.ref };
  return { name, edits: [edit, { kind: "connect", args }] };
}

/** A new node between the two ends of an edge, as one step; null when it has no ports for both of them. */
export function insertOn(
  doc: CanvasDoc,
  components: Interfaces,
  face: NamedInterface,
  edge: Pick<CanvasEdge, "from" | "to">,
  at: Point,
): { name: string; edits: Edit[] } | null {
  const source = portSpec(doc, components, edge.from, "from");
  const target = portSpec(doc, components, edge.to, "to");
  const input = source && bestPort(source, "from", face);
  const output = target && bestPort(target, "to", face);
  if (!input || !output) return null;
  const { name, edit } = newNode(doc, face, at);
  return {
    name,
    edits: [
      edit,
      { kind: "connect", args: { from: edge.from, to: { node: name, port: input[0].name } } },
      // The port has one source: this takes the place of the edge that was there.
      { kind: "connect", args: { from: { node: name, port: output[0].name }, to: edge.to } },
    ],
  };
}
