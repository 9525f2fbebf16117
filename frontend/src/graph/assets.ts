/** Data assets and models on the canvas: an input of the pipeline that is bound to one, and what it may feed. Pure. */
import { findNode, freeName, inputKey, interfaceOf, isParameter, type ItemKey } from "./document";
import type { Edit } from "./edits";
import { compatibleTypes } from "./ports";
import type { CanvasDoc, Interfaces, Point } from "./types";

/** What of a data asset or model the canvas needs. */
export interface DataAsset {
  name: string;
  /** `azureml:titanic:2` */
  ref: string;
  type: string;
  display_name?: string | null;
}

/** Any text -> a name that a pipeline input may have: `titanic-set` -> `titanic_set`. */
export function asPortName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  if (!name) return "data";
  return /^\d/.test(name) ? `_${name}` : name;
}

/** A new pipeline input of the asset's type that reads it. */
export function bindAsset(doc: CanvasDoc, asset: DataAsset, at: Point): Edit & { kind: "addInput" } {
  const name = freeName(
    asPortName(asset.name),
    doc.inputs.map((one) => one.name),
  );
  return { kind: "addInput", args: { input: { name, type: asset.type, path: asset.ref }, at } };
}

/** The port of a node that the asset would best feed: free before bound, required before optional, same type first. */
function bestPort(doc: CanvasDoc, components: Interfaces, name: string, type: string): string | null {
  const node = findNode(doc, name);
  if (!node) return null;
  const taken = new Set(doc.edges.filter((edge) => edge.to.node === name).map((edge) => edge.to.port));
  let best: { port: string; cost: number } | null = null;
  for (const port of interfaceOf(node, components, doc.edges).inputs) {
    if (isParameter(port.type)) continue;
    const fit = compatibleTypes(type, port.type);
    if (!fit.ok || taken.has(port.name) || port.name in node.inputs) continue;
    const cost = (fit.warning ? 2 : 0) + (port.optional ? 1 : 0);
    if (!best || cost < best.cost) best = { port: port.name, cost };
  }
  return best?.port ?? null;
}

/**
 * Puts an asset on the canvas, as one step. Dropped on a node it feeds the node's best port. An input that reads the
 * asset already is taken instead of a second one.
 */
export function placeAsset(
  doc: CanvasDoc,
  components: Interfaces,
  asset: DataAsset,
  at: Point,
  node: string | null = null,
): { key: ItemKey; edits: Edit[]; port: string | null } {
  const known = doc.inputs.find((one) => one.path === asset.ref);
  const added = known ? null : bindAsset(doc, asset, at);
  const input = known?.name ?? added!.args.input.name;
  const port = node === null ? null : bestPort(doc, components, node, asset.type);
  const edits: Edit[] = added ? [added] : [];
  if (port !== null)
    edits.push({ kind: "connect", args: { from: { node: null, port: input }, to: { node, port } } });
  return { key: inputKey(input), edits, port };
}
