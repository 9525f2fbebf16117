import { expect, it } from "vitest";
import { placeAsset } from "./assets";
import { applyEdits } from "./edits";
import { components, example } from "./fakes";

const titanic = { name: "titanic-set", ref: "azureml:titanic-set:2", type: "uri_file" };
const at = { x: 10, y: 20 };

it("a data asset on the canvas is a pipeline input that reads it", () => {
  const { key, edits } = placeAsset(example(), components, titanic, at);
  const { doc } = applyEdits(example(), edits);
  expect(key).toBe("inputs:titanic_set");
  expect(doc.inputs.at(-1)).toEqual({ name: "titanic_set", type: "uri_file", path: "azureml:titanic-set:2" });
  expect(doc.layout.nodes[key]).toEqual(at);
});

it("dropped on a node it feeds the port that is still free", () => {
  const doc = example();
  const { edits, port } = placeAsset(doc, components, titanic, at, "train");
  expect(port).toBe("extra");
  expect(applyEdits(doc, edits).doc.edges).toContainEqual({
    from: { node: null, port: "titanic_set" },
    to: { node: "train", port: "extra" },
  });
});

it("the same asset a second time is the same input", () => {
  const once = applyEdits(example(), placeAsset(example(), components, titanic, at).edits).doc;
  expect(placeAsset(once, components, titanic, at)).toEqual({
    key: "inputs:titanic_set",
    edits: [],
    port: null,
  });
});

it("a taken name gives way", () => {
  const other = { ...titanic, name: "raw", ref: "azureml:raw:1" };
  expect(placeAsset(example(), components, other, at).key).toBe("inputs:raw_2");
});
