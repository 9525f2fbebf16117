/** The graph of a run, drawn by the shared canvas and coloured from the live store. */
import { Button } from "@mantine/core";
import { IconArrowUp, IconInfoCircle } from "@tabler/icons-react";
import { memo, useCallback, useMemo, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { PipelineCanvas, type NodeStatusView, type PipelineCanvasHandle } from "../../canvas";
import type { Literal } from "../../graph/types";
import { ErrorState, Skeletons } from "../../ui";
import type { Job, JobGraph } from "../api";
import { useLiveRun } from "../live/store";
import { useNodeState } from "../live/useLiveJob";
import { isJoined, reasonWords, told, workOf } from "../live/work";
import { baseName, parentPath } from "../outline/tree";
import classes from "./page.module.css";
import { joinPath } from "./places";

/** Makes the hook that a card calls with its own name. */
function useCardStatus(graph: string, alone: boolean) {
  const { t } = useTranslation("jobs");
  return useCallback(
    function useStatus(name: string): NodeStatusView | undefined {
      const path = alone ? "" : joinPath(graph, name);
      const node = useNodeState(path);
      const children = useLiveRun((state) => state.children[path]);
      return useMemo(
        () =>
          node && {
            status: node.status,
            reused: Boolean(node.reused_from),
            reason: node.reused_from
              ? t("reusedFrom", { job: node.reused_from })
              : (node.error ?? reasonWords(node.reason, t)),
            attempt: node.attempt,
            startTime: node.start_time,
            endTime: node.end_time,
            work: told(workOf(node), t),
            joined: isJoined(node),
            children: path === "" || !children ? null : children,
          },
        [node, children, path],
      );
    },
    [graph, alone, t],
  );
}

function literals(job: Job): Record<string, Literal> {
  const values: Record<string, Literal> = {};
  for (const [name, input] of Object.entries(job.inputs ?? {})) {
    if (typeof input !== "object" || input === null) values[name] = input;
  }
  return values;
}

interface RunGraphProps {
  job: Job;
  graph: string;
  alone: boolean;
  data: JobGraph | undefined;
  error: unknown;
  onRetry: () => void;
  selection: string[];
  onSelect: (names: string[]) => void;
  onOpenNode: (name: string) => void;
  onDrill: (path: string) => void;
  onDetails: (path: string) => void;
  handleRef: Ref<PipelineCanvasHandle>;
}

/** Inside a sub-pipeline: the way up, and its own child job. */
function InsideBar({ graph, onDrill, onDetails }: Pick<RunGraphProps, "graph" | "onDrill" | "onDetails">) {
  const { t } = useTranslation("jobs");
  if (graph === "") return null;
  return (
    <div className={classes.graphBar}>
      <Button
        variant="default"
        leftSection={<IconArrowUp size={15} aria-hidden />}
        onClick={() => onDrill(parentPath(graph))}
      >
        {t("graph.up")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconInfoCircle size={15} aria-hidden />}
        onClick={() => onDetails(graph)}
      >
        {t("graph.details", { node: baseName(graph) })}
      </Button>
    </div>
  );
}

/** Memoised: a run that moves ten times a second must not draw the whole graph anew, only the cards that changed. */
export const RunGraph = memo(function RunGraph({
  job,
  graph,
  alone,
  data,
  error,
  onRetry,
  selection,
  onSelect,
  onOpenNode,
  onDrill,
  onDetails,
  handleRef,
}: RunGraphProps) {
  const { t } = useTranslation("jobs");
  const statuses = useCardStatus(graph, alone);
  const values = useMemo(() => literals(job), [job]);
  if (error && !data) {
    return (
      <div style={{ padding: 16 }}>
        <ErrorState error={error} what={t("graph.unreadable")} retry={onRetry} />
      </div>
    );
  }
  if (!data) return <Skeletons rows={6} />;
  return (
    <div className={classes.fill}>
      <PipelineCanvas
        key={graph}
        canvas={data.canvas}
        components={data.components}
        mode="view"
        statuses={statuses}
        selection={selection}
        onSelect={onSelect}
        onOpenNode={onOpenNode}
        {...(graph === "" ? { inputValues: values } : {})}
        label={t("graph.label", { job: job.display_name || job.name })}
        handleRef={handleRef}
      >
        <InsideBar graph={graph} onDrill={onDrill} onDetails={onDetails} />
      </PipelineCanvas>
    </div>
  );
});
