/** The bar over the drawer: moved with the mouse or the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import classes from "./designer.module.css";

interface RowHandleProps {
  label: string;
  size: number;
  min: number;
  max: number;
  onResize: (size: number) => void;
}

export function RowHandle({ label, size, min, max, onResize }: RowHandleProps) {
  const grip = useRef<{ y: number; size: number } | null>(null);
  const set = (next: number) => onResize(Math.round(Math.min(max, Math.max(min, next))));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    set(size + (event.key === "ArrowUp" ? 24 : -24));
    event.preventDefault();
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classes.rowHandle}
      onKeyDown={onKeyDown}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { y: event.clientY, size };
      }}
      onPointerMove={(event) => grip.current && set(grip.current.size + grip.current.y - event.clientY)}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    />
  );
}
