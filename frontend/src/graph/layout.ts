/** The graph as ELK wants it and back. The engine itself runs in a worker (canvas/layout.ts). */
import { keyOfEnd } from "./document";
import { boxes, handleTop, HANDLE, PILL_HEIGHT } from "./geometry";
import type { CanvasDoc, Interfaces, Point } from "./types";

export interface ElkPort {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  layoutOptions: Record<string, string>;
}

export interface ElkNode {
  id: string;
  width?: number;
  height?: number;
  x?: number;
  y?: number;
  ports?: ElkPort[];
  layoutOptions?: Record<string, string>;
  children?: ElkNode[];
  edges?: { id: string; sources: string[]; targets: string[] }[];
}

const COMMON = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.spacing.nodeNode": "28",
  "elk.layered.spacing.nodeNodeBetweenLayers": "72",
  "elk.spacing.componentComponent": "40",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};
/** Above this many nodes the careful preset takes seconds (facts: 11 s at 5,000, this 3 s). */
const LARGE = 1000;
const FAST = {
  ...COMMON,
  "elk.layered.thoroughness": "1",
  "elk.layered.nodePlacement.strategy": "SIMPLE",
  "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
  "elk.edgeRouting": "POLYLINE",
};

const portId = (key: string, side: "in" | "out", name: string) => `${key} ${side} ${name}`;

function portsOf(box: ReturnType<typeof boxes>[number]): ElkPort[] {
  const top = (row: number) => (box.height === PILL_HEIGHT ? (PILL_HEIGHT - HANDLE) / 2 : handleTop(row));
  const make = (side: "in" | "out", x: number) => (name: string, row: number) => ({
    id: portId(box.key, side, name),
    x,
    y: top(row),
    width: HANDLE,
    height: HANDLE,
    layoutOptions: { "elk.port.side": side === "in" ? "WEST" : "EAST" },
  });
  return [
    ...box.inputs.map(make("in", -HANDLE / 2)),
    ...box.outputs.map(make("out", box.width - HANDLE / 2)),
  ];
}

export function toElk(doc: CanvasDoc, components: Interfaces): ElkNode {
  const all = boxes(doc, components);
  const ports = new Set(all.flatMap((box) => portsOf(box).map((port) => port.id)));
  return {
    id: "root",
    layoutOptions: all.length > LARGE ? FAST : COMMON,
    children: all.map((box) => ({
      id: box.key,
      width: box.width,
      height: box.height,
      ports: portsOf(box),
      layoutOptions: { "elk.portConstraints": "FIXED_POS" },
    })),
    edges: doc.edges
      .map((edge, index) => ({
        id: `e${index}`,
        sources: [portId(keyOfEnd(edge.from, "from"), "out", edge.from.port)],
        targets: [portId(keyOfEnd(edge.to, "to"), "in", edge.to.port)],
      }))
      // An edge to something that is not there (a problem of its own) must not stop the layout.
      .filter((edge) => ports.has(edge.sources[0]!) && ports.has(edge.targets[0]!)),
  };
}

/** Positions on the 4 px grid. */
export function fromElk(result: {
  children?: { id: string; x?: number; y?: number }[];
}): Record<string, Point> {
  const grid = (value: number | undefined) => Math.round((value ?? 0) / 4) * 4;
  return Object.fromEntries(
    (result.children ?? []).map((node) => [node.id, { x: grid(node.x), y: grid(node.y) }]),
  );
}

/** Keys of items that have no place yet. */
export function unplaced(doc: CanvasDoc): string[] {
  const keys = [
    ...doc.inputs.map(({ name }) => `inputs:${name}`),
    ...doc.nodes.map(({ name }) => name),
    ...doc.outputs.map(({ name }) => `outputs:${name}`),
  ];
  return keys.filter((key) => !doc.layout.nodes[key]);
}

/** A free place near `wanted`, so that added nodes never hide each other. */
export function freePlace(doc: CanvasDoc, wanted: Point): Point {
  const taken = Object.values(doc.layout.nodes);
  const place = { x: Math.round(wanted.x / 4) * 4, y: Math.round(wanted.y / 4) * 4 };
  while (taken.some((one) => Math.abs(one.x - place.x) < 24 && Math.abs(one.y - place.y) < 24)) {
    place.x += 32;
    place.y += 32;
  }
  return place;
}
