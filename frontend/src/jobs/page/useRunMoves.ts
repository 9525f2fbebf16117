/** How one moves about a run: which graph, card and child job are shown, and what keys and clicks do to that. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { PipelineCanvasHandle } from "../../canvas";
import { useStable } from "../../ui";
import { useJobGraph, type Job } from "../api";
import type { NodeState } from "../live/types";
import { useNodeState } from "../live/useLiveJob";
import { cardOf, graphOf, isPipeline, joinPath, neighbour, type ArrowKey } from "./places";
import { useRunPlace } from "./useRunPlace";

export function useRunMoves(job: Job, nodes: Record<string, NodeState>) {
  const { place, go } = useRunPlace();
  // A command job by itself is drawn as one card named "job"; its state is the job's own, at the empty path.
  const alone = job.type !== "pipeline";
  const graph = place.graph ?? (place.node ? graphOf(place.node, nodes) : "");
  const [marked, setMarked] = useState<string[]>([]);
  const canvas = useRef<PipelineCanvasHandle>(null);
  const drawing = useJobGraph(job.name, graph);

  const openState = useNodeState(place.node ?? "");
  const opened = place.node !== null && openState !== undefined ? place.node : null;
  const cardName = (path: string) => (alone && path === "" ? "job" : cardOf(path, graph));
  const selection = useMemo(
    () => (opened === null ? marked : [alone && opened === "" ? "job" : cardOf(opened, graph)]),
    [opened, marked, alone, graph],
  );

  const open = useStable((path: string, tab?: string | null) => {
    const own = graphOf(path, nodes);
    const next = { node: path, tab: tab ?? place.tab ?? "overview", graph: own === "" ? null : own };
    go(next, place.node !== null);
  });
  const drill = useStable((path: string) => go({ graph: path === "" ? null : path, node: null, tab: null }));
  const openCard = useStable((name: string) => {
    if (/^(inputs|outputs):/.test(name)) return;
    const path = alone ? "" : joinPath(graph, name);
    if (!alone && isPipeline(nodes[path])) drill(path);
    else open(path);
  });
  const openDetails = useStable((path: string) => open(path, "overview"));
  const retryGraph = useStable(() => void drawing.refetch());
  const close = () => {
    const name = opened === null ? null : cardName(opened);
    const kept = graph === "" ? null : graph;
    go({ node: null, tab: null, graph: kept });
    if (name !== null) {
      setMarked([name]);
      requestAnimationFrame(() => canvas.current?.reveal(name));
    }
  };
  // The address follows a moment later; a second key pressed meanwhile goes on from where the first one went.
  const walked = useRef(opened);
  useEffect(() => {
    walked.current = opened;
  }, [opened]);
  const onArrow = (key: ArrowKey) => {
    const from = walked.current;
    if (!drawing.data || from === null || alone) return;
    const next = neighbour(drawing.data.canvas, cardOf(from, graph), key);
    if (next === null) return;
    walked.current = joinPath(graph, next);
    open(walked.current, place.tab);
  };
  const onGraphKey = (event: KeyboardEvent) => {
    if (opened === null || event.defaultPrevented) return;
    if (event.key === "Escape") close();
    else if (/^Arrow(Left|Right|Up|Down)$/.test(event.key)) onArrow(event.key as ArrowKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useEffect(() => setMarked([]), [graph]);
  useReveal(canvas, selection[0] ?? null, opened !== null && drawing.isSuccess);
  /** From the outline: shows the card, or the child job when one is open or the card is on another graph. */
  const select = (path: string) => {
    if (opened !== null || graphOf(path, nodes) !== graph) return open(path);
    setMarked([cardOf(path, graph)]);
    canvas.current?.reveal(cardOf(path, graph));
  };
  const selected = opened ?? (marked[0] ? joinPath(graph, marked[0]) : null);
  const setTab = (tab: string) => go({ tab }, true);
  useEffect(() => {
    // Its one card says nothing that the header does not: its details are what one came for. Closed, they stay closed.
    if (alone && place.node === null) go({ node: "", tab: place.tab ?? "overview" }, true);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return {
    alone,
    graph,
    drawing,
    canvas,
    selection,
    selected,
    tab: place.tab,
    opened: opened !== null && openState ? { path: opened, state: openState } : null,
    mark: setMarked,
    open,
    openCard,
    openDetails,
    drill,
    retryGraph,
    select,
    close,
    setTab,
    onArrow,
    onGraphKey,
  };
}

/** Keeps the card of the open child job in sight; the focus stays where it is. */
function useReveal(
  canvas: RefObject<PipelineCanvasHandle | null>,
  name: string | null,
  wanted: boolean,
): void {
  useEffect(() => {
    if (!wanted || name === null) return;
    const timer = window.setTimeout(() => {
      const focused = document.activeElement;
      const card = document
        .querySelector(`[data-testid="canvas"] [data-id="${CSS.escape(name)}"]`)
        ?.getBoundingClientRect();
      const frame = document.querySelector('[data-testid="canvas"]')?.getBoundingClientRect();
      if (
        card &&
        frame &&
        card.left >= frame.left &&
        card.right <= frame.right &&
        card.top >= frame.top &&
        card.bottom <= frame.bottom
      )
        return;
      canvas.current?.reveal(name);
      window.setTimeout(() => focused instanceof HTMLElement && focused.focus({ preventScroll: true }), 60);
    }, 80);
    return () => window.clearTimeout(timer);
  }, [canvas, name, wanted]);
}
