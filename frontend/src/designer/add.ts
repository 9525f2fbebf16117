/** Adding things to the canvas: by key, by double click, by drop. */
import { insertOn } from "../graph/adding";
import { type DataAsset, placeAsset } from "../graph/assets";
import { edgeId, findNode, inputKey, interfaceOf, readKey } from "../graph/document";
import { placeBeside, placeNext } from "../graph/places";
import { freePlace } from "../graph/layout";
import type { Interface, NamedInterface, Point, PortSpec } from "../graph/types";
import type { DesignerStore } from "./store";

/** Adds a node of a component and selects it; beside the selected node unless a place is given. */
export function addComponent(
  designer: DesignerStore,
  face: NamedInterface,
  center: Point,
  at: Point | null = null,
): string | null {
  const { history, selection } = designer.store.getState();
  const place = at ? freePlace(history.doc, at) : placeNext(history.doc, selection[0] ?? null, center);
  designer.learn(face);
  designer.edit([
    {
      kind: "addNode",
      args: { name: face.name, type: face.type || "command", component: face.ref, at: place },
    },
  ]);
  const added = designer.store.getState().history.doc.nodes.at(-1);
  if (!added) return null;
  designer.select([added.name]);
  designer.say("said.added", { name: added.name });
  return added.name;
}

/** Puts a component between the ends of an edge; false when it has no ports for both. */
export function insertComponent(
  designer: DesignerStore,
  face: NamedInterface,
  edge: string,
  at: Point,
): boolean {
  const { history, components } = designer.store.getState();
  const found = history.doc.edges.find((one) => edgeId(one) === edge);
  const made = found && insertOn(history.doc, components, face, found, freePlace(history.doc, at));
  if (!made) return false;
  designer.learn(face);
  designer.edit(made.edits);
  designer.select([made.name]);
  designer.say("said.inserted", { name: made.name });
  return true;
}

/** Puts a data asset or a model on the canvas as a pipeline input; on a node, it feeds it. */
export function addAsset(
  designer: DesignerStore,
  asset: DataAsset,
  center: Point,
  at: Point | null,
  node: string | null,
): void {
  const { history, components } = designer.store.getState();
  const beside = node === null ? center : placeBeside(history.doc, components, node, "left");
  const place = freePlace(history.doc, node === null && at ? at : beside);
  const made = placeAsset(history.doc, components, asset, place, node);
  designer.edit(made.edits);
  designer.select([made.key]);
  const name = readKey(made.key).name;
  if (node !== null && made.port !== null)
    designer.say("said.connected", { from: name, to: `${node}.${made.port}` });
  else designer.say(made.edits.length > 0 ? "said.added" : "said.alreadyThere", { name });
}

export function addPipelinePort(
  designer: DesignerStore,
  side: "inputs" | "outputs",
  type: string,
  at: Point,
): void {
  const { doc } = designer.store.getState().history;
  const place = freePlace(doc, at);
  if (side === "inputs")
    designer.edit([{ kind: "addInput", args: { input: { name: "input", type }, at: place } }]);
  else designer.edit([{ kind: "addOutput", args: { output: { name: "output", type }, at: place } }]);
  const after = designer.store.getState().history.doc;
  const name = after[side].at(-1)?.name ?? "";
  designer.select([`${side}:${name}`]);
  designer.say("said.added", { name });
}

/** Binds a node's input to a pipeline input (a new one when `input` is absent). */
export function promotePort(designer: DesignerStore, node: string, spec: PortSpec, input?: string): void {
  const { history, components } = designer.store.getState();
  const at = placeBeside(history.doc, components, node, "left");
  designer.edit([{ kind: "promote", args: { node, spec, at, ...(input === undefined ? {} : { input }) } }]);
  const edge = designer.store
    .getState()
    .history.doc.edges.find((one) => one.to.node === node && one.to.port === spec.name);
  designer.say("said.bound", { port: spec.name, input: edge?.from.port ?? "" });
}

export function publishPort(designer: DesignerStore, node: string, spec: PortSpec): void {
  const { history, components } = designer.store.getState();
  const at = placeBeside(history.doc, components, node, "right");
  designer.edit([{ kind: "publishOutput", args: { node, spec, at } }]);
  designer.say("said.published", { port: spec.name });
}

/** The interface of a node of the open draft. */
export function faceOf(designer: DesignerStore, name: string): Interface | null {
  const { history, components } = designer.store.getState();
  const node = findNode(history.doc, name);
  return node ? interfaceOf(node, components, history.doc.edges) : null;
}

export { inputKey };
