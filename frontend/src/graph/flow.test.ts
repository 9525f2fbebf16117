import { describe, expect, it } from "vitest";
import { applyEdit } from "./edits";
import { components, example } from "./fakes";
import { flowMaker } from "./flow";
import { fromElk, toElk, unplaced } from "./layout";
import { neighbour } from "./selection";

describe("the drawing", () => {
  it("has a card for each node, a pill for each port of the pipeline, an edge for each binding", () => {
    const { nodes, edges } = flowMaker()(example(), components);
    expect(nodes.map((node) => `${node.type} ${node.id}`)).toEqual([
      "pill inputs:raw",
      "card prep",
      "card train",
      "pill outputs:model",
    ]);
    expect(edges.map((edge) => edge.id)).toEqual([
      "inputs.raw->prep.raw",
      "prep.table->train.table",
      "train.model->outputs.model",
    ]);
    expect(edges[0]).toMatchObject({
      source: "inputs:raw",
      sourceHandle: "out:raw",
      target: "prep",
      targetHandle: "in:raw",
    });
  });

  it("draws data ports and bound parameters only", () => {
    const doc = applyEdit(example(), {
      kind: "promote",
      args: { node: "train", spec: { name: "rate", type: "number" }, at: { x: 0, y: 90 } },
    }).doc;
    const card = flowMaker()(doc, components).nodes.find((node) => node.id === "train");
    expect(card?.type === "card" && card.data.ports.inputs.map((port) => port.name)).toEqual([
      "table",
      "extra",
      "rate",
    ]);
  });

  it("keeps the identity of what did not change", () => {
    const make = flowMaker();
    const before = make(example(), components);
    const doc = example();
    const first = make(doc, components);
    const moved = applyEdit(doc, { kind: "move", args: { positions: { train: { x: 1, y: 2 } } } }).doc;
    const second = make(moved, components);
    expect(before.nodes).toHaveLength(4);
    expect(second.nodes.filter((node, index) => node === first.nodes[index]).map((node) => node.id)).toEqual([
      "inputs:raw",
      "prep",
      "outputs:model",
    ]);
    expect(second.edges.every((edge, index) => edge === first.edges[index])).toBe(true);
  });

  it("marks required ports without a source, and components that are not known", () => {
    const doc = applyEdit(example(), { kind: "remove", args: { keys: ["inputs:raw"], edges: [] } }).doc;
    const [prep] = flowMaker()(doc, components).nodes;
    expect(prep?.type === "card" && prep.data.unbound).toEqual(["raw"]);
    const [unknown] = flowMaker()(doc, {}).nodes;
    expect(unknown?.type === "card" && unknown.data.resolved).toBe(false);
    expect(unknown?.type === "card" && unknown.data.ports.outputs.map((port) => port.name)).toEqual([
      "table",
    ]);
  });
});

describe("the layout", () => {
  it("gives ELK every item with its ports, and takes places on the grid back", () => {
    const elk = toElk(example(), components);
    expect(elk.children?.map((child) => child.id)).toEqual(["inputs:raw", "prep", "train", "outputs:model"]);
    expect(elk.edges?.[1]).toMatchObject({ sources: ["prep out table"], targets: ["train in table"] });
    expect(fromElk({ children: [{ id: "prep", x: 13, y: 6 }] })).toEqual({
      prep: { x: 12, y: 8 },
    });
  });

  it("knows what has no place yet", () => {
    expect(unplaced({ ...example(), layout: { nodes: { prep: { x: 0, y: 0 } }, notes: [] } })).toEqual([
      "inputs:raw",
      "train",
      "outputs:model",
    ]);
  });
});

it("the arrow keys follow edges first, then the nearest place", () => {
  expect(neighbour(example(), "prep", "right")).toBe("train");
  expect(neighbour(example(), "prep", "left")).toBe("inputs:raw");
  expect(neighbour(example(), "prep", "up")).toBeNull();
});
