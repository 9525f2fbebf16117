/** Sizes of what is drawn, so that layout and edges need not wait for the browser to measure. */
import { interfaceOf, isParameter } from "./document";
import type { CanvasDoc, CanvasNode, Interface, Interfaces, PortSpec } from "./types";

export const CARD_WIDTH = 232;
export const HEAD_HEIGHT = 47;
export const PORT_ROW = 20;
export const PORTS_TOP = 5;
export const PILL_HEIGHT = 28;
export const HANDLE = 10;

/** The ports drawn on a card. Literal parameters live in the inspector; a bound one has an edge and so a port. */
export interface DrawnPorts {
  inputs: PortSpec[];
  outputs: PortSpec[];
}

export function drawnPorts(node: CanvasNode, face: Interface, doc: Pick<CanvasDoc, "edges">): DrawnPorts {
  const bound = new Set(doc.edges.filter((edge) => edge.to.node === node.name).map((edge) => edge.to.port));
  return {
    inputs: face.inputs.filter((port) => !isParameter(port.type) || bound.has(port.name)),
    outputs: face.outputs,
  };
}

export const cardHeight = ({ inputs, outputs }: DrawnPorts): number => {
  const rows = Math.max(inputs.length, outputs.length);
  return HEAD_HEIGHT + (rows > 0 ? rows * PORT_ROW + PORTS_TOP * 2 : 0);
};

/** Top of the handle of the port in this row. */
export const handleTop = (row: number): number =>
  HEAD_HEIGHT + PORTS_TOP + row * PORT_ROW + (PORT_ROW - HANDLE) / 2;

/** Wide characters count double, as they are drawn. */
export function pillWidth(name: string): number {
  let units = 0;
  for (const char of name) units += char.codePointAt(0)! > 0x2e80 ? 1.9 : 1;
  return Math.min(CARD_WIDTH, Math.max(72, Math.round(52 + units * 7.2)));
}

export interface Box {
  key: string;
  width: number;
  height: number;
  /** Port names in the order of their handles, for layouts that keep that order. */
  inputs: string[];
  outputs: string[];
}

/** Every item of the canvas with its size. */
export function boxes(doc: CanvasDoc, components: Interfaces): Box[] {
  return [
    ...doc.inputs.map(({ name }) => ({
      key: `inputs:${name}`,
      width: pillWidth(name),
      height: PILL_HEIGHT,
      inputs: [],
      outputs: [name],
    })),
    ...doc.nodes.map((node) => {
      const ports = drawnPorts(node, interfaceOf(node, components, doc.edges), doc);
      return {
        key: node.name,
        width: CARD_WIDTH,
        height: cardHeight(ports),
        inputs: ports.inputs.map((port) => port.name),
        outputs: ports.outputs.map((port) => port.name),
      };
    }),
    ...doc.outputs.map(({ name }) => ({
      key: `outputs:${name}`,
      width: pillWidth(name),
      height: PILL_HEIGHT,
      inputs: [name],
      outputs: [],
    })),
  ];
}
