/** The canvas of a new draft that holds one node of a component. Pure. */
import { bindAsset, type DataAsset } from "../graph/assets";
import { emptyCanvas } from "../graph/document";
import { applyEdits } from "../graph/edits";
import type { CanvasDoc, NamedInterface } from "../graph/types";

export function nodeName(component: string): string {
  const name = component
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[a-z_]/.test(name) ? name : `node_${name}`;
}

export function draftWith(component: NamedInterface): { name: string; canvas: CanvasDoc } {
  const title = component.display_name || component.name;
  const name = nodeName(component.name);
  const canvas: CanvasDoc = {
    format: "penstock.canvas/1",
    kind: "pipeline",
    job: { display_name: title },
    inputs: [],
    outputs: [],
    nodes: [
      {
        name,
        type: component.type,
        component: component.ref,
        inputs: {},
        outputs: {},
        settings: {},
        inline: null,
      },
    ],
    edges: [],
    layout: { nodes: { [name]: { x: 0, y: 0 } }, notes: [] },
  };
  return { name: title, canvas };
}

/** The canvas of a new draft that has one input, bound to a data asset or a model. */
export function draftWithData(asset: DataAsset): { name: string; canvas: CanvasDoc } {
  const title = asset.display_name || asset.name;
  const at = { x: 0, y: 0 };
  return { name: title, canvas: applyEdits(emptyCanvas(title), [bindAsset(emptyCanvas(), asset, at)]).doc };
}
