/** A bar between two panels, moved with the mouse or the arrow keys. The owner keeps the size. */
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import classes from "./ui.module.css";

interface ResizeHandleProps {
  label: string;
  size: number;
  min: number;
  max: number;
  /** The panel is to the right of the bar, so moving left makes it bigger. */
  reversed?: boolean;
  onResize: (size: number) => void;
}

export function ResizeHandle({ label, size, min, max, reversed = false, onResize }: ResizeHandleProps) {
  const grip = useRef<{ x: number; size: number } | null>(null);
  const set = (next: number) => onResize(Math.round(Math.min(max, Math.max(min, next))));
  const sign = reversed ? -1 : 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 80 : 16;
    if (event.key === "ArrowLeft") set(size - sign * step);
    else if (event.key === "ArrowRight") set(size + sign * step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, size };
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classes.handle}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) =>
        grip.current && set(grip.current.size + sign * (event.clientX - grip.current.x))
      }
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    />
  );
}
