/**
 * Where a smooth-step edge makes its turn. The middle is the default; when that would lead it under a card, the turn
 * goes near the target or near the source, whichever is free.
 */
import { keyOfEnd } from "./document";
import { type Box, boxes, HANDLE, handleTop, PILL_HEIGHT } from "./geometry";
import { edgeId } from "./document";
import type { CanvasDoc, Interfaces, Point } from "./types";

interface Rect {
  key: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Above this many edges times items the middle has to do. */
const MOST = 250_000;
const OFF = 24;
const AIR = 4;

function portY(box: Box, place: Point, port: string, side: "in" | "out"): number {
  if (box.height === PILL_HEIGHT) return place.y + PILL_HEIGHT / 2;
  const row = Math.max(0, (side === "in" ? box.inputs : box.outputs).indexOf(port));
  return place.y + handleTop(row) + HANDLE / 2;
}

function crosses(rect: Rect, from: Point, to: Point): boolean {
  const [left, right] = from.x < to.x ? [from.x, to.x] : [to.x, from.x];
  const [top, bottom] = from.y < to.y ? [from.y, to.y] : [to.y, from.y];
  return (
    left < rect.right + AIR && right > rect.left - AIR && top < rect.bottom + AIR && bottom > rect.top - AIR
  );
}

/** How many cards a path with its turn at `x` would run under. */
function hidden(rects: readonly Rect[], from: Point, to: Point, x: number): number {
  const corners = [from, { x, y: from.y }, { x, y: to.y }, to] as const;
  let count = 0;
  for (const rect of rects) {
    if ([0, 1, 2].some((i) => crosses(rect, corners[i]!, corners[i + 1]!))) count += 1;
  }
  return count;
}

/** Edge id -> x of its turn, for the edges whose middle is not good enough. */
export function turns(doc: CanvasDoc, components: Interfaces): Map<string, number> {
  const found = new Map<string, number>();
  const all = boxes(doc, components);
  if (all.length * doc.edges.length > MOST) return found;
  const byKey = new Map(all.map((box) => [box.key, box]));
  const rects = all.flatMap((box): Rect[] => {
    const place = doc.layout.nodes[box.key];
    if (!place) return [];
    return [
      { key: box.key, left: place.x, right: place.x + box.width, top: place.y, bottom: place.y + box.height },
    ];
  });
  for (const edge of doc.edges) {
    const [source, target] = [keyOfEnd(edge.from, "from"), keyOfEnd(edge.to, "to")];
    const [a, b] = [byKey.get(source), byKey.get(target)];
    const [at, to] = [doc.layout.nodes[source], doc.layout.nodes[target]];
    if (!a || !b || !at || !to) continue;
    const start = { x: at.x + a.width, y: portY(a, at, edge.from.port, "out") };
    const end = { x: to.x, y: portY(b, to, edge.to.port, "in") };
    if (end.x - start.x < OFF * 2) continue;
    const others = rects.filter((rect) => rect.key !== source && rect.key !== target);
    const choices = [(start.x + end.x) / 2, end.x - OFF, start.x + OFF];
    const counts = choices.map((x) => hidden(others, start, end, x));
    const best = counts.indexOf(Math.min(...counts));
    if (best > 0) found.set(edgeId(edge), choices[best]!);
  }
  return found;
}
