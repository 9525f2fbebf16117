/** Outline, graph and child job side by side, and how one moves between them. */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import type { PipelineCanvasHandle } from "../../canvas";
import { ResizeHandle, useStable } from "../../ui";
import { useJobGraph, type Job } from "../api";
import { ChildJob } from "../drawer/ChildJob";
import type { LiveSession } from "../live/session";
import type { RunSnapshot } from "../live/types";
import { useNodeState } from "../live/useLiveJob";
import { Outline } from "../outline/Outline";
import classes from "./page.module.css";
import { cardOf, graphOf, isPipeline, joinPath, neighbour, type ArrowKey } from "./places";
import { RunBanners } from "./RunBanners";
import { RunGraph } from "./RunGraph";
import { RunHeader, type StatusFilter } from "./RunHeader";
import { useAnnouncer } from "./useAnnouncer";
import { useRunPlace } from "./useRunPlace";

export function RunView({ job, run, session }: { job: Job; run: RunSnapshot; session: LiveSession | null }) {
  const { t } = useTranslation("jobs");
  const { place, go } = useRunPlace();
  const { nodes } = run;
  // A command job by itself is drawn as one card named "job"; its state is the job's own, at the empty path.
  const alone = job.type !== "pipeline";
  const graph = place.graph ?? (place.node ? graphOf(place.node, nodes) : "");
  const [marked, setMarked] = useState<string[]>([]);
  const [filter, setFilter] = useState<StatusFilter>(null);
  const [outlineWidth, setOutlineWidth] = useRemembered("job.outline", 248);
  const [drawerWidth, setDrawerWidth] = useRemembered("job.drawer", 520);
  const canvas = useRef<PipelineCanvasHandle>(null);
  const drawing = useJobGraph(job.name, graph);
  const announcement = useAnnouncer();

  const openState = useNodeState(place.node ?? "");
  const opened = place.node !== null && openState !== undefined ? place.node : null;
  const cardName = (path: string) => (alone && path === "" ? "job" : cardOf(path, graph));
  const selection = useMemo(
    () => (opened === null ? marked : [alone && opened === "" ? "job" : cardOf(opened, graph)]),
    [opened, marked, alone, graph],
  );

  const open = useCallback(
    (path: string, tab?: string | null) => {
      const own = graphOf(path, nodes);
      go(
        { node: path, tab: tab ?? place.tab ?? "overview", graph: own === "" ? null : own },
        place.node !== null,
      );
    },
    [go, nodes, place.node, place.tab],
  );
  const drill = useCallback(
    (path: string) => go({ graph: path === "" ? null : path, node: null, tab: null }),
    [go],
  );
  const openCard = useStable((name: string) => {
    if (/^(inputs|outputs):/.test(name)) return;
    const path = alone ? "" : joinPath(graph, name);
    if (!alone && isPipeline(nodes[path])) drill(path);
    else open(path);
  });
  const drillStable = useStable(drill);
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
  const shownNodes = useMemo(() => {
    const { "": _job, ...rest } = nodes;
    return rest;
  }, [nodes]);
  useEffect(() => setMarked([]), [graph]);
  useReveal(canvas, selection[0] ?? null, opened !== null && drawing.isSuccess);

  return (
    <div className={classes.page}>
      <RunHeader job={job} state={run.job} nodes={shownNodes} filter={filter} onFilter={setFilter} />
      <RunBanners job={job} state={run.job} nodes={nodes} onOpen={(path) => open(path, "logs")} />
      <div className={classes.body} data-open={opened !== null || undefined}>
        {!alone && (
          <>
            <nav className={classes.outline} style={{ width: outlineWidth }} aria-label={t("outline.label")}>
              <Outline
                nodes={shownNodes}
                selected={opened ?? (marked[0] ? joinPath(graph, marked[0]) : null)}
                filter={filter}
                onFilter={setFilter}
                onSelect={(path) =>
                  opened === null && graphOf(path, nodes) === graph
                    ? (setMarked([cardOf(path, graph)]), canvas.current?.reveal(cardOf(path, graph)))
                    : open(path)
                }
                onOpen={(path) => open(path)}
              />
            </nav>
            <ResizeHandle
              label={t("outline.resize")}
              size={outlineWidth}
              min={180}
              max={480}
              onResize={setOutlineWidth}
            />
          </>
        )}
        <div className={classes.graph} onKeyDownCapture={onGraphKey}>
          <RunGraph
            job={job}
            graph={graph}
            alone={alone}
            data={drawing.data}
            error={drawing.error}
            onRetry={retryGraph}
            selection={selection}
            onSelect={setMarked}
            onOpenNode={openCard}
            onDrill={drillStable}
            onDetails={openDetails}
            handleRef={canvas}
          />
        </div>
        {opened !== null && openState && (
          <>
            <ResizeHandle
              label={t("drawer.resize")}
              size={drawerWidth}
              min={340}
              max={1000}
              reversed
              onResize={setDrawerWidth}
            />
            <div className={classes.side} style={{ width: `min(${drawerWidth}px, 58vw)` }}>
              <ChildJob
                job={job.name}
                path={opened}
                state={openState}
                tab={place.tab}
                session={session}
                onTab={(tab) => go({ tab }, true)}
                onClose={close}
                onOpen={(path) => open(path, "overview")}
                onGraph={drill}
                onArrow={onArrow}
              />
            </div>
          </>
        )}
      </div>
      <div className="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
    </div>
  );
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
