/** An input or output of the pipeline itself: a small pill, apart from the nodes. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { PillNode } from "../graph/flow";
import { HANDLE, PILL_HEIGHT } from "../graph/geometry";
import classes from "./canvas.module.css";
import { typeIcon } from "./kinds";
import { Port } from "./Port";

export const PipelinePill = memo(function PipelinePill({ id, data, selected }: NodeProps<PillNode>) {
  const { side, port } = data;
  const Type = typeIcon(port.type);
  return (
    <div
      className={classes.pill}
      data-side={side}
      data-selected={selected || undefined}
      title={`${port.name} · ${port.type}`}
    >
      <Type size={14} stroke={1.7} aria-hidden />
      <span className={classes.pillName}>{port.name}</span>
      <Port
        item={id}
        owner={side}
        name={port.name}
        type={port.type}
        side={side === "inputs" ? "out" : "in"}
        top={(PILL_HEIGHT - HANDLE) / 2}
        bound
      />
    </div>
  );
});
