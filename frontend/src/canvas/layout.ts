/** Runs ELK in a worker, started when first needed and ended when idle. */
import ELK, { type ElkNode as EngineNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { fromElk, toElk } from "../graph/layout";
import type { CanvasDoc, Interfaces, Point } from "../graph/types";

/** Places for every item. A layout that is no longer wanted simply has its answer ignored. */
export async function layoutCanvas(doc: CanvasDoc, components: Interfaces): Promise<Record<string, Point>> {
  const elk = new ELK({ workerFactory: () => new Worker(workerUrl) });
  try {
    const result = await elk.layout(toElk(doc, components) as EngineNode);
    return fromElk(result);
  } finally {
    elk.terminateWorker();
  }
}
