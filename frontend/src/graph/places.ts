/** Where new things go. */
import { interfaceOf } from "./document";
import { cardHeight, CARD_WIDTH, drawnPorts } from "./geometry";
import { freePlace } from "./layout";
import type { CanvasDoc, Interfaces, Point } from "./types";

/** Left of its node for an input, right of it for an output; never on top of another. */
export function placeBeside(
  doc: CanvasDoc,
  components: Interfaces,
  node: string,
  side: "left" | "right",
): Point {
  const at = doc.layout.nodes[node] ?? { x: 0, y: 0 };
  const found = doc.nodes.find((one) => one.name === node);
  const height = found ? cardHeight(drawnPorts(found, interfaceOf(found, components, doc.edges), doc)) : 80;
  const wanted =
    side === "left"
      ? { x: at.x - 220, y: at.y + height / 2 }
      : { x: at.x + CARD_WIDTH + 72, y: at.y + height / 2 };
  return freePlace(doc, wanted);
}

/** Right of the rightmost item of this row of nodes: a pipeline grows to the right when built by keyboard. */
export function placeNext(doc: CanvasDoc, after: string | null, center: Point): Point {
  const beside = after ? doc.layout.nodes[after] : undefined;
  if (beside) return freePlace(doc, { x: beside.x + CARD_WIDTH + 72, y: beside.y });
  return freePlace(doc, { x: center.x - CARD_WIDTH / 2, y: center.y - 40 });
}
