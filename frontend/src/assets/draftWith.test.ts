import { expect, it } from "vitest";
import { draftWith, draftWithData, nodeName } from "./draftWith";

it("a new draft holds one node named after its component", () => {
  const { name, canvas } = draftWith({
    ref: "azureml:train-it:1",
    name: "train-it",
    version: "1",
    display_name: "Train it",
    type: "command",
    inputs: [],
    outputs: [],
  });
  expect(name).toBe("Train it");
  expect(canvas.nodes).toMatchObject([
    { name: "train_it", component: "azureml:train-it:1", type: "command" },
  ]);
  expect(canvas.layout.nodes).toHaveProperty("train_it");
});

it("a node name is a word the dialect takes", () => {
  expect(nodeName("2 Fast-Models!")).toBe("node_2_fast_models");
  expect(nodeName("prep")).toBe("prep");
});

it("a new draft of data holds one input bound to it", () => {
  const { canvas } = draftWithData({ name: "titanic-set", ref: "azureml:titanic-set:2", type: "uri_file" });
  expect(canvas.inputs).toEqual([{ name: "titanic_set", type: "uri_file", path: "azureml:titanic-set:2" }]);
});
