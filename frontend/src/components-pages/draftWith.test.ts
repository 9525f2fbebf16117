import { expect, it } from "vitest";
import { draftWith, nodeName } from "./draftWith";

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
