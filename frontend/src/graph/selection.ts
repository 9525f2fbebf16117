/** Moving the attention over the graph without a mouse. */
import { allKeys, keyOfEnd } from "./document";
import type { CanvasDoc } from "./types";

export type Direction = "left" | "right" | "up" | "down";

/** The item nearest to `from` in a direction: along an edge first, else by place. */
export function neighbour(doc: CanvasDoc, from: string, direction: Direction): string | null {
  const here = doc.layout.nodes[from];
  if (!here) return allKeys(doc)[0] ?? null;
  if (direction === "left" || direction === "right") {
    const along = doc.edges.flatMap((edge) => {
      const [source, target] = [keyOfEnd(edge.from, "from"), keyOfEnd(edge.to, "to")];
      if (direction === "right" && source === from) return [target];
      if (direction === "left" && target === from) return [source];
      return [];
    });
    if (along[0] !== undefined) return along[0];
  }
  let best: { key: string; cost: number } | null = null;
  for (const key of allKeys(doc)) {
    const place = doc.layout.nodes[key];
    if (key === from || !place) continue;
    const [dx, dy] = [place.x - here.x, place.y - here.y];
    const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const aside = direction === "left" || direction === "right" ? Math.abs(dy) : Math.abs(dx);
    if (ahead <= 0) continue;
    const cost = ahead + aside * 2;
    if (!best || cost < best.cost) best = { key, cost };
  }
  return best?.key ?? null;
}
