/** The first sight of a graph is the whole of it, and it stays whole while panels open, until somebody moves the view. */
import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { FlowEdge, FlowNode } from "../graph/flow";
import { FIT } from "./Controls";

interface Args {
  isEmpty: boolean;
  arranging: boolean;
  count: number;
}

export function useFitting({ isEmpty, arranging, count }: Args): void {
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const size = useStore((store) => `${store.width} ${store.height}`);
  const first = useRef(true);
  /** The view that fitting gave; another one is the user's own and is left alone. */
  const fitted = useRef("");

  useEffect(() => {
    // A drawing that starts on an empty canvas must not jump at its first node.
    if (isEmpty) first.current = false;
    if (arranging || count === 0) return;
    if (!first.current && JSON.stringify(flow.getViewport()) !== fitted.current) return;
    const frame = requestAnimationFrame(() => {
      first.current = false;
      void flow.fitView(FIT).then(() => {
        fitted.current = JSON.stringify(flow.getViewport());
      });
    });
    return () => cancelAnimationFrame(frame);
    // Added nodes do not move the view; only its first sight and its size do.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isEmpty, arranging, count > 0, size, flow]);
}
