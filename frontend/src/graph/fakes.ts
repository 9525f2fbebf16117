/** A small document and its components, for tests here and in the pages. */
import { applyEdits, type Edit } from "./edits";
import type { CanvasDoc, Interface, Interfaces } from "./types";
import { emptyCanvas } from "./document";

const component = (name: string, inputs: Interface["inputs"], outputs: Interface["outputs"]): Interface => ({
  ref: `azureml:${name}:1`,
  name,
  version: "1",
  display_name: name,
  type: "command",
  tags: {},
  inputs,
  outputs,
});

export const components: Interfaces = Object.fromEntries(
  [
    component("prep", [{ name: "raw", type: "uri_folder" }], [{ name: "table", type: "uri_file" }]),
    component(
      "train",
      [
        { name: "table", type: "uri_file" },
        { name: "extra", type: "uri_folder", optional: true },
        { name: "rate", type: "number", default: 0.1, min: 0, max: 1 },
        { name: "kind", type: "string", enum: ["ridge", "lasso"], default: "ridge" },
      ],
      [{ name: "model", type: "uri_folder" }],
    ),
  ].map((one) => [one.ref, one]),
);

const at = { x: 0, y: 0 };
export const exampleEdits: Edit[] = [
  { kind: "addInput", args: { input: { name: "raw", type: "uri_folder", path: "./data" }, at } },
  {
    kind: "addNode",
    args: { name: "prep", type: "command", component: "azureml:prep:1", at: { x: 200, y: 0 } },
  },
  {
    kind: "addNode",
    args: { name: "train", type: "command", component: "azureml:train:1", at: { x: 500, y: 0 } },
  },
  { kind: "connect", args: { from: { node: null, port: "raw" }, to: { node: "prep", port: "raw" } } },
  { kind: "connect", args: { from: { node: "prep", port: "table" }, to: { node: "train", port: "table" } } },
  {
    kind: "publishOutput",
    args: { node: "train", spec: { name: "model", type: "uri_folder" }, at: { x: 800, y: 0 } },
  },
];

/** raw -> prep -> train -> model */
export const example = (): CanvasDoc => applyEdits(emptyCanvas("Example"), exampleEdits).doc;
