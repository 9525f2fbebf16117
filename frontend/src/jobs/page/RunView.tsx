/** Outline, graph and child job side by side. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import { ResizeHandle } from "../../ui";
import type { Job } from "../api";
import { ChildJob } from "../drawer/ChildJob";
import type { LiveSession } from "../live/session";
import type { RunSnapshot } from "../live/types";
import { Outline } from "../outline/Outline";
import classes from "./page.module.css";
import { RunBanners } from "./RunBanners";
import { RunGraph } from "./RunGraph";
import { RunHeader, type StatusFilter } from "./RunHeader";
import { useAnnouncer } from "./useAnnouncer";
import { useRunMoves } from "./useRunMoves";

export function RunView({ job, run, session }: { job: Job; run: RunSnapshot; session: LiveSession | null }) {
  const { t } = useTranslation("jobs");
  const { nodes } = run;
  const moves = useRunMoves(job, nodes);
  const { alone, graph, drawing, opened, open } = moves;
  const [filter, setFilter] = useState<StatusFilter>(null);
  const [outlineWidth, setOutlineWidth] = useRemembered("job.outline", 248);
  const [drawerWidth, setDrawerWidth] = useRemembered("job.drawer", 520);
  const announcement = useAnnouncer();
  const shownNodes = useMemo(() => {
    const { "": _job, ...rest } = nodes;
    return rest;
  }, [nodes]);
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
                selected={moves.selected}
                filter={filter}
                onFilter={setFilter}
                onSelect={moves.select}
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
        <div className={classes.graph} onKeyDownCapture={moves.onGraphKey}>
          <RunGraph
            job={job}
            graph={graph}
            alone={alone}
            data={drawing.data}
            error={drawing.error}
            onRetry={moves.retryGraph}
            selection={moves.selection}
            onSelect={moves.mark}
            onOpenNode={moves.openCard}
            onDrill={moves.drill}
            onDetails={moves.openDetails}
            handleRef={moves.canvas}
          />
        </div>
        {opened && (
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
                path={opened.path}
                state={opened.state}
                tab={moves.tab}
                session={session}
                onTab={moves.setTab}
                onClose={moves.close}
                onOpen={(path) => open(path, "overview")}
                onGraph={moves.drill}
                onArrow={moves.onArrow}
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
