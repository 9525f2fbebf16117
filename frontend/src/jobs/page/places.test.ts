import { describe, expect, it } from "vitest";
import type { CanvasDoc } from "../../graph/types";
import { freshNode } from "../live/reduce";
import { cardOf, columns, graphOf, neighbour } from "./places";

const edge = (from: string | null, to: string | null) => ({
  from: { node: from, port: "x" },
  to: { node: to, port: "y" },
});
const canvas: CanvasDoc = {
  format: "penstock.canvas/1",
  kind: "pipeline",
  job: {},
  inputs: [],
  outputs: [],
  nodes: ["prep", "a", "b", "join"].map((name) => ({
    name,
    type: "command",
    inputs: {},
    outputs: {},
    settings: {},
  })),
  edges: [
    edge(null, "prep"),
    edge("prep", "a"),
    edge("prep", "b"),
    edge("a", "join"),
    edge("b", "join"),
    edge("join", null),
  ],
  layout: { nodes: {}, notes: [] },
};
const nodes = {
  sub: freshNode("pipeline"),
  "sub/train": freshNode("sweep"),
  "sub/train/trial-0001": freshNode("command"),
};

describe("where a node is", () => {
  it("is on the graph of its nearest pipeline, as itself or as the node it was born of", () => {
    expect(graphOf("sub/train", nodes)).toBe("sub");
    expect(graphOf("sub/train/trial-0001", nodes)).toBe("sub");
    expect(cardOf("sub/train/trial-0001", "sub")).toBe("train");
    expect(graphOf("sub", nodes)).toBe("");
    expect(cardOf("sub", "")).toBe("sub");
  });
});

describe("arrow keys", () => {
  it("go along the edges sideways", () => {
    expect(neighbour(canvas, "prep", "ArrowRight")).toBe("a");
    expect(neighbour(canvas, "join", "ArrowLeft")).toBe("a");
    expect(neighbour(canvas, "prep", "ArrowLeft")).toBeNull();
    expect(neighbour(canvas, "join", "ArrowRight")).toBeNull();
  });

  it("go within the column up and down, by place where places are known", () => {
    expect(neighbour(canvas, "a", "ArrowDown")).toBe("b");
    expect(neighbour(canvas, "b", "ArrowDown")).toBeNull();
    const turned = { ...canvas, layout: { nodes: { a: { x: 0, y: 9 }, b: { x: 0, y: 1 } }, notes: [] } };
    expect(neighbour(turned, "a", "ArrowUp")).toBe("b");
  });
});

it("columns are the longest way from a source, and a circle does not hang", () => {
  expect(Object.fromEntries(columns(canvas))).toEqual({ prep: 0, a: 1, b: 1, join: 2 });
  expect(columns({ ...canvas, edges: [edge("a", "b"), edge("b", "a")] }).size).toBe(4);
});
