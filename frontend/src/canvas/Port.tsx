/** One handle: a 10 px shape by type, filled when it has a source, dashed when optional. */
import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { HANDLE } from "../graph/geometry";
import classes from "./canvas.module.css";
import { useCanvas, useHandleState } from "./context";
import { portShape, type PortShape } from "./kinds";

const OUTLINES: Record<PortShape, string> = {
  file: "M1.5 1.5h7v7h-7z",
  folder: "M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",
  table: "M5 .6L9.4 5L5 9.4L.6 5z",
  model: "M5 .9L9 8.6H1z",
  parameter: "M3 3h4v4h-4z",
};

interface PortProps {
  item: string;
  /** `train`, or `inputs` / `outputs` for the pipeline itself: as in test ids. */
  owner: string;
  name: string;
  type: string;
  side: "in" | "out";
  top: number;
  bound?: boolean;
  optional?: boolean;
  missing?: boolean;
  description?: string;
}

export const Port = memo(function Port(props: PortProps) {
  const { item, owner, name, type, side, top, bound, optional, missing, description } = props;
  const { t } = useTranslation("frame");
  const { mode } = useCanvas();
  const id = `${side}:${name}`;
  const state = useHandleState(item, id);
  const words = t(side === "in" ? "canvas.inputPort" : "canvas.outputPort", { name, type });
  return (
    <Handle
      id={id}
      type={side === "in" ? "target" : "source"}
      position={side === "in" ? Position.Left : Position.Right}
      isConnectable={mode === "edit"}
      className={classes.handle}
      style={{ top: top + HANDLE / 2 }}
      data-testid={`port:${owner}:${side}:${name}`}
      data-type={type}
      data-bound={bound || undefined}
      data-optional={optional || undefined}
      data-missing={missing || undefined}
      data-drawing={state ?? undefined}
      title={description ? `${words}\n${description}` : words}
      role="img"
      aria-label={words}
    >
      <svg viewBox="0 0 10 10" width={HANDLE} height={HANDLE} aria-hidden>
        <path d={OUTLINES[portShape(type)]} />
      </svg>
    </Handle>
  );
});
