import { expect, it } from "vitest";
import { applyEdits } from "./edits";
import { components, example } from "./fakes";
import { turns } from "./route";

const at = (positions: Record<string, { x: number; y: number }>) =>
  applyEdits(example(), [
    {
      kind: "addNode",
      args: { name: "between", type: "command", component: "azureml:train:1", at: { x: 300, y: 0 } },
    },
    { kind: "move", args: { positions } },
  ]).doc;

it("an edge with a free middle turns there", () => {
  expect(turns(example(), components).size).toBe(0);
});

it("an edge whose way would lead under a card turns near its target", () => {
  const doc = at({ "inputs:raw": { x: -300, y: 0 }, prep: { x: 0, y: 300 }, train: { x: 600, y: 0 } });
  expect([...turns(doc, components)]).toEqual([["prep.table->train.table", 576]]);
});
