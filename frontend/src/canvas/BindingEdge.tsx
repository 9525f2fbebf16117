/** A binding: a smooth step, brighter when one of its ends is selected, dashed when it carries a parameter. */
import { BaseEdge, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { memo } from "react";
import type { FlowEdge } from "../graph/flow";

export const BindingEdge = memo(function BindingEdge(props: EdgeProps<FlowEdge>) {
  const turn = props.data?.turn;
  // While an end is dragged the turn is that of before: only good as long as it lies between the ends.
  const centerX =
    turn !== undefined && turn > props.sourceX + 8 && turn < props.targetX - 8 ? turn : undefined;
  const [path] = getSmoothStepPath({ ...props, borderRadius: 8, offset: 16, centerX });
  return (
    <BaseEdge
      path={path}
      interactionWidth={14}
      style={props.data?.parameter ? { strokeDasharray: "3 3" } : undefined}
    />
  );
});
