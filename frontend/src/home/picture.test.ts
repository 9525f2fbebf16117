import { describe, expect, it } from "vitest";
import type { CanvasDoc } from "../graph/types";
import { BOX, picture } from "./picture";

function canvas(edges: [string, string][]): CanvasDoc {
  const names = [...new Set(edges.flat())];
  return {
    format: "penstock.canvas/1",
    kind: "pipeline",
    job: {},
    inputs: [],
    outputs: [],
    nodes: names.map((name) => ({ name, type: "command", inputs: {}, outputs: {}, settings: {} })),
    edges: edges.map(([from, to]) => ({ from: { node: from, port: "o" }, to: { node: to, port: "i" } })),
    layout: { nodes: {}, notes: [] },
  };
}

describe("the small picture of a graph", () => {
  const drawn = picture(
    canvas([
      ["prep", "a"],
      ["prep", "b"],
      ["a", "join"],
      ["b", "join"],
    ]),
  );

  it("flows from left to right", () => {
    const x = Object.fromEntries(drawn.boxes.map((box) => [box.name, box.x]));
    expect(x.prep).toBeLessThan(x.a!);
    expect(x.a).toBe(x.b);
    expect(x.b).toBeLessThan(x.join!);
    expect(drawn.lines).toHaveLength(4);
  });

  it("stays inside its frame and no two boxes overlap", () => {
    for (const box of drawn.boxes) {
      expect(box.x + BOX.width).toBeLessThanOrEqual(drawn.width);
      expect(box.y + BOX.height).toBeLessThanOrEqual(drawn.height);
    }
    expect(new Set(drawn.boxes.map((box) => `${box.x},${box.y}`)).size).toBe(4);
  });

  it("of nothing is an empty frame", () => expect(picture(canvas([])).boxes).toEqual([]));
});
