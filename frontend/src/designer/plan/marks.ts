/** A plan as the canvas shows it: one mark per card of the graph that is open. Pure. */
import type { PlanMark } from "../../canvas";
import type { Decision, PlannedNode } from "./api";

/** The steps of a plan below the graph at `path` ("" for the whole pipeline), by the card that holds them. */
export function byCard(nodes: readonly PlannedNode[], path: string): Map<string, PlannedNode[]> {
  const cards = new Map<string, PlannedNode[]>();
  const prefix = path === "" ? "" : `${path}/`;
  for (const node of nodes) {
    if (!node.path.startsWith(prefix)) continue;
    const card = node.path.slice(prefix.length).split("/")[0]!;
    cards.set(card, [...(cards.get(card) ?? []), node]);
  }
  return cards;
}

/** A sub-pipeline is reused when all in it is; else it runs as soon as one of its steps does. */
function together(nodes: readonly PlannedNode[]): Decision {
  if (nodes.every((node) => node.decision === "reuse")) return "reuse";
  return nodes.some((node) => node.decision === "run") ? "run" : "after";
}

export function planMarks(nodes: readonly PlannedNode[], path = ""): Map<string, PlanMark> {
  const marks = new Map<string, PlanMark>();
  for (const [card, inside] of byCard(nodes, path)) {
    const own = inside.length === 1 && inside[0]!.path.split("/").at(-1) === card ? inside[0] : undefined;
    marks.set(card, {
      decision: together(inside),
      why: own?.sentence ?? "",
      ...(own ? {} : { runs: inside.filter((node) => node.decision !== "reuse").length, of: inside.length }),
    });
  }
  return marks;
}

const ORDER: Record<Decision, number> = { run: 0, after: 1, reuse: 2 };

/** What will run first, then what waits for it, each in the order of the pipeline. */
export const inOrder = (nodes: readonly PlannedNode[]): PlannedNode[] =>
  [...nodes].sort((a, b) => ORDER[a.decision] - ORDER[b.decision]);
