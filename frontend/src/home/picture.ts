/** A small picture of a graph: places in a layered drawing, without any layout engine. Pure. */
import type { CanvasDoc } from "../graph/types";
import { columns } from "../jobs/page/places";

export interface Box {
  name: string;
  x: number;
  y: number;
}

export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  lines: string[];
}

export const BOX = { width: 26, height: 9 };
const GAP = { x: 16, y: 7 };
/** Cards are about this much wider than high: tall graphs are spread to fill them. */
const RATIO = 2.4;
const WIDEST = 90;
const EDGE = 4;

/** Boxes of a column keep the order of their parents, so that lines cross little. */
export function picture(canvas: CanvasDoc): Picture {
  const column = columns(canvas);
  const layers: string[][] = [];
  for (const node of canvas.nodes) (layers[column.get(node.name) ?? 0] ??= []).push(node.name);
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const height = tallest * (BOX.height + GAP.y) - GAP.y + 2 * EDGE;
  const between = (height * RATIO - layers.length * BOX.width) / Math.max(1, layers.length - 1);
  const gap = Math.min(WIDEST, Math.max(GAP.x, between));
  const parents = new Map<string, string[]>();
  for (const { from, to } of canvas.edges) {
    if (from.node !== null && to.node !== null)
      parents.set(to.node, [...(parents.get(to.node) ?? []), from.node]);
  }
  const places = new Map<string, Box>();
  layers.forEach((layer, index) => {
    const weight = (name: string) => {
      const above = (parents.get(name) ?? []).map((parent) => places.get(parent)?.y ?? 0);
      return above.length === 0 ? 0 : above.reduce((sum, y) => sum + y, 0) / above.length;
    };
    const ordered = layer.map((name, order) => ({ name, order, weight: weight(name) }));
    ordered.sort((a, b) => a.weight - b.weight || a.order - b.order);
    const used = layer.length * (BOX.height + GAP.y) - GAP.y;
    ordered.forEach(({ name }, row) =>
      places.set(name, {
        name,
        x: EDGE + index * (BOX.width + gap),
        y: (height - used) / 2 + row * (BOX.height + GAP.y),
      }),
    );
  });
  const lines = canvas.edges.flatMap(({ from, to }) => {
    const a = from.node === null ? undefined : places.get(from.node);
    const b = to.node === null ? undefined : places.get(to.node);
    if (!a || !b) return [];
    const [x1, y1, x2, y2] = [a.x + BOX.width, a.y + BOX.height / 2, b.x, b.y + BOX.height / 2];
    const middle = (x1 + x2) / 2;
    return [`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`];
  });
  const width = Math.max(1, layers.length) * (BOX.width + gap) - gap + 2 * EDGE;
  return { width, height, boxes: [...places.values()], lines: [...new Set(lines)] };
}
