/** Paths, graphs and neighbours: where a node is and which is next to it. Pure. */
import type { CanvasDoc } from "../../graph/types";
import type { NodeState } from "../live/types";
import { parentPath } from "../outline/tree";

export const joinPath = (graph: string, name: string): string => (graph === "" ? name : `${graph}/${name}`);

export const isPipeline = (node: NodeState | undefined): boolean => node?.kind === "pipeline";

/** The path of the graph that draws a node: its nearest ancestor that is a pipeline. */
export function graphOf(path: string, nodes: Record<string, NodeState>): string {
  let at = parentPath(path);
  while (at !== "" && !isPipeline(nodes[at])) at = parentPath(at);
  return at;
}

/** The card on that graph which stands for the node: itself, or the node it was born of. */
export function cardOf(path: string, graph: string): string {
  const inside = graph === "" ? path : path.slice(graph.length + 1);
  const slash = inside.indexOf("/");
  return slash < 0 ? inside : inside.slice(0, slash);
}

/** Longest way from a source, per node: the column in which a layered drawing puts it. */
export function columns(canvas: CanvasDoc): Map<string, number> {
  const parents = new Map<string, string[]>(canvas.nodes.map((node) => [node.name, []]));
  for (const { from, to } of canvas.edges) {
    if (from.node !== null && to.node !== null && from.node !== to.node)
      parents.get(to.node)?.push(from.node);
  }
  const column = new Map<string, number>();
  const busy = new Set<string>();
  const measure = (name: string): number => {
    const known = column.get(name);
    if (known !== undefined || busy.has(name)) return known ?? 0;
    busy.add(name);
    const value =
      Math.max(-1, ...(parents.get(name) ?? []).filter((parent) => parents.has(parent)).map(measure)) + 1;
    busy.delete(name);
    column.set(name, value);
    return value;
  };
  canvas.nodes.forEach((node) => measure(node.name));
  return column;
}

export type ArrowKey = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** The node an arrow key goes to: along an edge sideways, within the column up and down. Null at the rim. */
export function neighbour(canvas: CanvasDoc, name: string, key: ArrowKey): string | null {
  if (key === "ArrowRight")
    return canvas.edges.find((edge) => edge.from.node === name && edge.to.node !== null)?.to.node ?? null;
  if (key === "ArrowLeft")
    return canvas.edges.find((edge) => edge.to.node === name && edge.from.node !== null)?.from.node ?? null;
  const column = columns(canvas);
  const mates = canvas.nodes.map((node) => node.name).filter((mate) => column.get(mate) === column.get(name));
  const height = (mate: string) => canvas.layout?.nodes[mate]?.y;
  if (mates.every((mate) => height(mate) !== undefined)) mates.sort((a, b) => height(a)! - height(b)!);
  return mates[mates.indexOf(name) + (key === "ArrowDown" ? 1 : -1)] ?? null;
}
