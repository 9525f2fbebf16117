/** The selected item is part of the address (`?node=`), so that a link leads to it. It adds nothing to the history. */
import { type RefObject, useEffect, useRef } from "react";
import { useSearchParams } from "react-router";
import type { PipelineCanvasHandle } from "../canvas";
import { allKeys } from "../graph/document";
import { useDesigner } from "./store";

export function useNodeInUrl(canvas: RefObject<PipelineCanvasHandle | null>): void {
  const designer = useDesigner();
  const [params, setParams] = useSearchParams();
  const asked = params.get("node") ?? "";
  const last = useRef<string | null>(null);

  // What the address says wins when it changes by itself: on load, back and forward.
  useEffect(() => {
    if (asked === (last.current ?? "")) return;
    last.current = asked;
    const { history, selection } = designer.store.getState();
    if (!asked || !allKeys(history.doc).includes(asked)) return;
    if (selection.length !== 1 || selection[0] !== asked) designer.select([asked]);
    window.setTimeout(() => canvas.current?.show(asked), 80);
  }, [asked, designer, canvas]);

  useEffect(
    () =>
      designer.store.subscribe(({ selection }, before) => {
        if (selection === before.selection) return;
        const selected = selection.length === 1 ? (selection[0] ?? "") : "";
        if (selected === last.current) return;
        last.current = selected;
        setParams(
          (old) => {
            const query = new URLSearchParams(old);
            if (selected) query.set("node", selected);
            else query.delete("node");
            return query;
          },
          { replace: true },
        );
      }),
    [designer, setParams],
  );
}
