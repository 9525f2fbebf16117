import type { PipelineCanvasProps } from "./types";

export function PipelineCanvas({ label }: PipelineCanvasProps) {
  return <div data-testid="canvas" aria-label={label} />;
}
