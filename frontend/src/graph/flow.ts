/** The document as React Flow's nodes and edges, keeping the identity of what did not change. */
import { type Edge, type Node, Position } from "@xyflow/react";
import { edgeId, interfaceOf, isParameter, isResolved, keyOfEnd } from "./document";
import {
  CARD_WIDTH,
  cardHeight,
  type DrawnPorts,
  drawnPorts,
  HANDLE,
  handleTop,
  PILL_HEIGHT,
  pillWidth,
} from "./geometry";
import { isUnbound } from "./ports";
import type {
  CanvasDoc,
  CanvasEdge,
  CanvasNode,
  Interface,
  Interfaces,
  PipelineInput,
  PipelineOutput,
} from "./types";

export type CardData = {
  node: CanvasNode;
  face: Interface;
  ports: DrawnPorts;
  /** Names of required ports without a source. */
  unbound: readonly string[];
  resolved: boolean;
};
export type PillData = { side: "inputs" | "outputs"; port: PipelineInput | PipelineOutput };
export type CardNode = Node<CardData, "card">;
export type PillNode = Node<PillData, "pill">;
export type FlowNode = CardNode | PillNode;
export type FlowEdge = Edge<{ edge: CanvasEdge; parameter: boolean; turn?: number }, "binding">;

export const inHandle = (port: string) => `in:${port}`;
export const outHandle = (port: string) => `out:${port}`;

interface Kept {
  nodes: Map<string, { parts: readonly unknown[]; flow: FlowNode }>;
  edges: Map<string, { edge: CanvasEdge; parameter: boolean; flow: FlowEdge }>;
}

const same = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((x, i) => x === b[i]);

function handles(ports: DrawnPorts): Node["handles"] {
  const box = { width: HANDLE, height: HANDLE };
  return [
    ...ports.inputs.map((port, row) => ({
      id: inHandle(port.name),
      type: "target" as const,
      position: Position.Left,
      x: -HANDLE / 2,
      y: handleTop(row),
      ...box,
    })),
    ...ports.outputs.map((port, row) => ({
      id: outHandle(port.name),
      type: "source" as const,
      position: Position.Right,
      x: CARD_WIDTH - HANDLE / 2,
      y: handleTop(row),
      ...box,
    })),
  ];
}

function card(doc: CanvasDoc, components: Interfaces, node: CanvasNode): CardNode {
  const face = interfaceOf(node, components, doc.edges);
  const ports = drawnPorts(node, face, doc);
  const size = { width: CARD_WIDTH, height: cardHeight(ports) };
  return {
    id: node.name,
    type: "card",
    position: doc.layout.nodes[node.name] ?? { x: 0, y: 0 },
    initialWidth: size.width,
    initialHeight: size.height,
    handles: handles(ports),
    measured: size,
    domAttributes: { "data-testid": `node:${node.name}` } as Node["domAttributes"],
    data: {
      node,
      face,
      ports,
      unbound: face.inputs.filter((port) => isUnbound(doc, node.name, port)).map((port) => port.name),
      resolved: isResolved(node, components),
    },
  };
}

function pill(doc: CanvasDoc, side: "inputs" | "outputs", port: PipelineInput | PipelineOutput): PillNode {
  const key = `${side}:${port.name}`;
  const size = { width: pillWidth(port.name), height: PILL_HEIGHT };
  const isInput = side === "inputs";
  return {
    id: key,
    type: "pill",
    position: doc.layout.nodes[key] ?? { x: 0, y: 0 },
    // Its width is ours, not the text's: the handle sits where the edge was told to start.
    width: size.width,
    height: size.height,
    measured: size,
    handles: [
      {
        id: isInput ? outHandle(port.name) : inHandle(port.name),
        type: isInput ? "source" : "target",
        position: isInput ? Position.Right : Position.Left,
        x: isInput ? size.width - HANDLE / 2 : -HANDLE / 2,
        y: (PILL_HEIGHT - HANDLE) / 2,
        width: HANDLE,
        height: HANDLE,
      },
    ],
    domAttributes: { "data-testid": `node:${key}` } as Node["domAttributes"],
    data: { side, port },
  };
}

function keptNode(
  kept: Kept,
  next: Kept,
  key: string,
  parts: readonly unknown[],
  make: () => FlowNode,
): FlowNode {
  const old = kept.nodes.get(key);
  const flow = old && same(old.parts, parts) ? old.flow : make();
  next.nodes.set(key, { parts, flow });
  return flow;
}

/** Makes `(doc, components) => {nodes, edges}` that remembers its last answer; one per canvas. */
export function flowMaker() {
  let kept: Kept = { nodes: new Map(), edges: new Map() };
  return (doc: CanvasDoc, components: Interfaces): { nodes: FlowNode[]; edges: FlowEdge[] } => {
    const next: Kept = { nodes: new Map(), edges: new Map() };
    const around = new Map<string, CanvasEdge[]>();
    for (const edge of doc.edges) {
      for (const end of [edge.from.node, edge.to.node]) {
        if (end === null) continue;
        const list = around.get(end);
        if (list) list.push(edge);
        else around.set(end, [edge]);
      }
    }
    const places = doc.layout.nodes;
    const nodes: FlowNode[] = [
      ...doc.inputs.map((port) =>
        keptNode(kept, next, `inputs:${port.name}`, [port, places[`inputs:${port.name}`]], () =>
          pill(doc, "inputs", port),
        ),
      ),
      ...doc.nodes.map((node) => {
        const mine = around.get(node.name) ?? [];
        const ref = typeof node.component === "string" ? node.component : `inline:${node.name}`;
        const parts = [node, places[node.name], components[ref], ...mine];
        return keptNode(kept, next, node.name, parts, () =>
          card({ ...doc, nodes: [node], edges: mine }, components, node),
        );
      }),
      ...doc.outputs.map((port) =>
        keptNode(kept, next, `outputs:${port.name}`, [port, places[`outputs:${port.name}`]], () =>
          pill(doc, "outputs", port),
        ),
      ),
    ];
    const here = new Set(nodes.map((node) => node.id));
    const inputTypes = new Map(doc.inputs.map((input) => [input.name, input.type]));
    const edges: FlowEdge[] = [];
    for (const edge of doc.edges) {
      const [source, target] = [keyOfEnd(edge.from, "from"), keyOfEnd(edge.to, "to")];
      if (!here.has(source) || !here.has(target)) continue;
      const id = edgeId(edge);
      const parameter = edge.from.node === null && isParameter(inputTypes.get(edge.from.port) ?? "");
      const old = kept.edges.get(id);
      const flow: FlowEdge =
        old && old.edge === edge && old.parameter === parameter
          ? old.flow
          : {
              id,
              source,
              target,
              sourceHandle: outHandle(edge.from.port),
              targetHandle: inHandle(edge.to.port),
              type: "binding",
              domAttributes: { "data-testid": `edge:${id}` } as FlowEdge["domAttributes"],
              data: { edge, parameter },
            };
      next.edges.set(id, { edge, parameter, flow });
      edges.push(flow);
    }
    kept = next;
    return { nodes, edges };
  };
}
