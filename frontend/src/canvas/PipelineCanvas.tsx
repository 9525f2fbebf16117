/** The graph, editable in the Designer and read-only on the Job page. Knows neither page. */
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  ReactFlow,
  ReactFlowProvider,
  useStore,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FlowEdge, FlowNode } from "../graph/flow";
import { turns } from "../graph/route";
import type { Problem } from "../graph/types";
import { BindingEdge } from "./BindingEdge";
import classes from "./canvas.module.css";
import { CanvasContext, NONE_NEWER, noStatus } from "./context";
import { Controls } from "./Controls";
import { NodeCard } from "./NodeCard";
import { PipelinePill } from "./PipelinePill";
import {
  countProblems,
  useAriaLabels,
  useCanvasHandle,
  useCanvasKeys,
  useDescribe,
  useEdges,
} from "./surface";
import type { PipelineCanvasProps } from "./types";
import { useAutoLayout } from "./useAutoLayout";
import { useConnecting } from "./useConnecting";
import { useFitting } from "./useFitting";
import { useFlowState } from "./useFlowState";

const nodeTypes = { card: NodeCard, pill: PipelinePill };
const edgeTypes = { binding: BindingEdge };
/** Above this many items only what is in view is drawn. */
const MANY = 400;
const NO_PROBLEMS: readonly Problem[] = [];

function Surface(props: PipelineCanvasProps) {
  const { components, mode, selection, onSelect, onOpenNode, editing, label, handleRef, children } = props;
  const { t } = useTranslation("frame");
  const { doc, arranging } = useAutoLayout(props.canvas, components);
  const describe = useDescribe();
  const ariaLabelConfig = useAriaLabels();
  const box = useRef<HTMLDivElement>(null);
  const low = useStore((store) => store.transform[2] < 0.4);
  const far = useStore((store) => store.transform[2] < 0.22);
  const state = useFlowState({ doc, components, selection, onSelect, onMove: editing?.move, describe });
  const { drawing, handlers } = useConnecting(doc, components, editing);
  const bends = useMemo(() => turns(doc, components), [doc, components]);
  const { shown, picked, setPicked } = useEdges(state.edges, selection, bends);
  const problems = props.problems ?? NO_PROBLEMS;
  const useStatus = props.statuses ?? noStatus;
  const newer = props.newer ?? NONE_NEWER;
  const plan = props.plan ?? null;
  const shared = useMemo(
    () => ({ mode, useStatus, problems: countProblems(problems), newer, plan, drawing }),
    [mode, useStatus, problems, newer, plan, drawing],
  );

  const reveal = useCanvasHandle(handleRef, box, doc);

  const isEmpty = doc.nodes.length + doc.inputs.length + doc.outputs.length === 0;
  useFitting({ isEmpty, arranging, count: state.nodes.length });

  const onKeyDown = useCanvasKeys({
    doc,
    props,
    shown,
    picked,
    clearPicked: () => setPicked(new Set()),
    reveal,
  });

  return (
    <CanvasContext.Provider value={shared}>
      <div
        ref={box}
        className={classes.canvas}
        data-testid="canvas"
        data-mode={mode}
        data-low={low || undefined}
        data-far={far || undefined}
        role="region"
        aria-label={label}
        aria-busy={arranging}
        onKeyDown={onKeyDown}
      >
        <ReactFlow<FlowNode, FlowEdge>
          nodes={arranging ? [] : state.nodes}
          edges={arranging ? [] : shown}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={state.onNodesChange}
          onEdgesChange={(changes) =>
            setPicked((old) => {
              const next = new Set(old);
              for (const change of changes) {
                if (change.type !== "select") continue;
                if (change.selected) next.add(change.id);
                else next.delete(change.id);
              }
              return next;
            })
          }
          {...state.dragHandlers}
          {...(mode === "edit" ? handlers : {})}
          onNodeDoubleClick={(_event, node) => node.type === "card" && onOpenNode?.(node.id)}
          nodesDraggable={mode === "edit"}
          nodesConnectable={mode === "edit"}
          edgesFocusable={mode === "edit"}
          onlyRenderVisibleElements={state.nodes.length > MANY}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={["Meta", "Control", "Shift"]}
          minZoom={0.05}
          maxZoom={2}
          snapToGrid
          snapGrid={[4, 4]}
          connectionLineType={ConnectionLineType.SmoothStep}
          connectionRadius={18}
          nodeDragThreshold={2}
          ariaLabelConfig={ariaLabelConfig}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--canvas-dot)" />
          <Controls />
          {children}
        </ReactFlow>
        {arranging && <div className={classes.arranging}>{t("canvas.arranging")}</div>}
      </div>
    </CanvasContext.Provider>
  );
}

export function PipelineCanvas(props: PipelineCanvasProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
}
