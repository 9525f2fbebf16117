/** Which ports fit together, and why not. The reason is a key in the `designer` catalogue with its values. */
import { closesCircle, findNode, interfaceOf, isParameter } from "./document";
import type { CanvasDoc, Interfaces, PortRef, PortSpec } from "./types";

export interface Reason {
  key: string;
  values: Record<string, string>;
}

export type Fit = { ok: true; warning?: Reason } | { ok: false; reason: Reason };

const no = (key: string, values: Record<string, string> = {}): Fit => ({
  ok: false,
  reason: { key: `fit.${key}`, values },
});

/** Types alone. Data fits data (the reference does not enforce kinds of data, so a mismatch is a warning). */
export function compatibleTypes(from: string, to: string): Fit {
  if (from === to) return { ok: true };
  const values = { from, to };
  if (isParameter(from) && isParameter(to)) {
    if (from === "integer" && to === "number") return { ok: true };
    if (to === "string") return { ok: true, warning: { key: "fit.asText", values } };
    return no("parameterTypes", values);
  }
  if (isParameter(to)) return no("dataToParameter", values);
  if (isParameter(from)) return no("parameterToData", values);
  return { ok: true, warning: { key: "fit.otherData", values } };
}

/** The port that `ref` names, seen from its side of an edge. */
export function portSpec(
  doc: CanvasDoc,
  components: Interfaces,
  ref: PortRef,
  side: "from" | "to",
): PortSpec | undefined {
  if (ref.node === null) {
    const list = side === "from" ? doc.inputs : doc.outputs;
    return list.find((port) => port.name === ref.port);
  }
  const node = findNode(doc, ref.node);
  if (!node) return undefined;
  const face = interfaceOf(node, components, doc.edges);
  return (side === "from" ? face.outputs : face.inputs).find((port) => port.name === ref.port);
}

/** May `from` be connected to `to` in this document? */
export function compatible(doc: CanvasDoc, components: Interfaces, from: PortRef, to: PortRef): Fit {
  const source = portSpec(doc, components, from, "from");
  const target = portSpec(doc, components, to, "to");
  if (!source || !target) return no("gone");
  if (from.node === null && to.node === null) return no("throughPipeline");
  if (from.node !== null && from.node === to.node) return no("itself", { node: from.node });
  if (from.node !== null && to.node !== null && closesCircle(doc, from.node, to.node)) {
    return no("circle", { from: from.node, to: to.node });
  }
  return compatibleTypes(source.type, target.type);
}

export interface PortChoice {
  ref: PortRef;
  spec: PortSpec;
  fit: Fit;
}

function choices(
  doc: CanvasDoc,
  components: Interfaces,
  side: "from" | "to",
): { ref: PortRef; spec: PortSpec }[] {
  const own = side === "from" ? doc.inputs : doc.outputs;
  return [
    ...own.map((spec) => ({ ref: { node: null, port: spec.name }, spec })),
    ...doc.nodes.flatMap((node) => {
      const face = interfaceOf(node, components, doc.edges);
      const ports = side === "from" ? face.outputs : face.inputs;
      return ports.map((spec) => ({ ref: { node: node.name, port: spec.name }, spec }));
    }),
  ];
}

/** Everything that `from` may be connected to, best first: required and free, then free, then taken. */
export function targetsFor(doc: CanvasDoc, components: Interfaces, from: PortRef): PortChoice[] {
  const taken = new Set(doc.edges.map((edge) => `${edge.to.node ?? ""} ${edge.to.port}`));
  const rank = ({ ref, spec, fit }: PortChoice) =>
    (taken.has(`${ref.node ?? ""} ${ref.port}`) ? 4 : 0) +
    (spec.optional ? 2 : 0) +
    (fit.ok && fit.warning ? 1 : 0);
  return choices(doc, components, "to")
    .map(({ ref, spec }) => ({ ref, spec, fit: compatible(doc, components, from, ref) }))
    .filter((choice) => choice.fit.ok)
    .sort((a, b) => rank(a) - rank(b));
}

/** Everything that may be connected to `to`. */
export function sourcesFor(doc: CanvasDoc, components: Interfaces, to: PortRef): PortChoice[] {
  return choices(doc, components, "from")
    .map(({ ref, spec }) => ({ ref, spec, fit: compatible(doc, components, ref, to) }))
    .filter((choice) => choice.fit.ok)
    .sort((a, b) => Number(Boolean(a.fit.ok && a.fit.warning)) - Number(Boolean(b.fit.ok && b.fit.warning)));
}

/** A required port nobody gives anything to. */
export function isUnbound(doc: CanvasDoc, node: string, spec: PortSpec): boolean {
  if (spec.optional || spec.default !== undefined) return false;
  const found = findNode(doc, node);
  if (!found || spec.name in found.inputs) return false;
  return !doc.edges.some((edge) => edge.to.node === node && edge.to.port === spec.name);
}
