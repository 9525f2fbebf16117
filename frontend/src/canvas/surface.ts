/** Parts of the canvas surface: words for screen readers, edges near the selection, its handle, its keys. */
import { useReactFlow } from "@xyflow/react";
import { type RefObject, useCallback, useImperativeHandle, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { readKey } from "../graph/document";
import type { FlowEdge, FlowNode } from "../graph/flow";
import { type Direction, neighbour } from "../graph/selection";
import type { CanvasDoc, Problem } from "../graph/types";
import classes from "./canvas.module.css";
import type { ProblemCount } from "./context";
import { FIT } from "./Controls";
import type { PipelineCanvasHandle, PipelineCanvasProps } from "./types";

export function countProblems(problems: readonly Problem[]): Map<string, ProblemCount> {
  const counts = new Map<string, ProblemCount>();
  for (const { node, severity } of problems) {
    if (!node) continue;
    const count = counts.get(node) ?? { errors: 0, warnings: 0 };
    count[severity === "error" ? "errors" : "warnings"] += 1;
    counts.set(node, count);
  }
  return counts;
}

export function useDescribe() {
  const { t } = useTranslation("frame");
  return useCallback(
    (node: FlowNode): Pick<FlowNode, "ariaLabel" | "domAttributes"> => ({
      ariaLabel:
        node.type === "card"
          ? t("canvas.nodeLabel", {
              name: node.data.node.name,
              component: node.data.face.name || node.data.node.type,
            })
          : t(`canvas.${node.data.side}Label`, { name: node.data.port.name, type: node.data.port.type }),
      domAttributes: {
        ...node.domAttributes,
        "aria-roledescription": t(`canvas.${node.type}`),
      } as FlowNode["domAttributes"],
    }),
    [t],
  );
}

export function useAriaLabels() {
  const { t } = useTranslation("frame");
  return useMemo(
    () => ({
      "node.a11yDescription.default": t("canvas.nodeHelp"),
      "node.a11yDescription.keyboardDisabled": t("canvas.nodeHelp"),
      "node.a11yDescription.ariaLiveMessage": ({ direction }: { direction: string }) =>
        t(`canvas.moved.${direction}`),
      "edge.a11yDescription.default": t("canvas.edgeHelp"),
      "minimap.ariaLabel": t("canvas.map"),
      "handle.ariaLabel": t("canvas.handle"),
    }),
    [t],
  );
}

/** Edges brighten with the selection of their ends; the objects of the others stay as they are. */
export function useEdges(
  edges: FlowEdge[],
  selection: readonly string[],
  bends: ReadonlyMap<string, number>,
) {
  const { t } = useTranslation("frame");
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => {
    const near = new Set(selection);
    return edges.map((edge) => {
      const active = near.has(edge.source) || near.has(edge.target);
      const from = edge.source.replace("inputs:", "");
      const ariaLabel = t("canvas.edgeLabel", { from, to: edge.target.replace("outputs:", "") });
      const turn = bends.get(edge.id);
      const data = edge.data && turn !== undefined ? { ...edge.data, turn } : edge.data;
      return {
        ...edge,
        data,
        ariaLabel,
        className: active ? classes.near : undefined,
        selected: picked.has(edge.id),
      };
    });
  }, [edges, selection, picked, bends, t]);
  return { shown, picked, setPicked };
}

const ARROWS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Brings the handle of the canvas to its owner; gives `reveal` back for use here. */
export function useCanvasHandle(
  handleRef: React.Ref<PipelineCanvasHandle> | undefined,
  box: RefObject<HTMLDivElement | null>,
  doc: CanvasDoc,
) {
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const reveal = useCallback(
    (name: string) => {
      const element = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(name)}"]`);
      const place = doc.layout.nodes[name];
      if (place) void flow.setCenter(place.x + 116, place.y + 50, { zoom: Math.max(flow.getZoom(), 0.7) });
      const before = document.activeElement;
      // Off-screen nodes of a large graph exist only after the view has moved.
      window.setTimeout(() => {
        // A person who typed on has a dialog open by now: what is written there must not land on the canvas.
        const now = document.activeElement;
        const free = now === before || now === document.body || box.current?.contains(now);
        if (!free) return;
        const found = element ?? box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(name)}"]`);
        found?.focus({ preventScroll: true });
      }, 30);
    },
    [doc, flow, box],
  );

  useImperativeHandle(
    handleRef,
    () => ({
      fit: () => void flow.fitView(FIT),
      zoomIn: () => void flow.zoomIn(),
      zoomOut: () => void flow.zoomOut(),
      reveal,
      focus: (name) =>
        box.current
          ?.querySelector<HTMLElement>(`[data-id="${CSS.escape(name)}"]`)
          ?.focus({ preventScroll: true }),
      edgeAt: (x, y) => {
        const under = document.elementsFromPoint(x, y);
        return (
          under.map((one) => one.closest<SVGElement>(".react-flow__edge")?.dataset.id).find(Boolean) ?? null
        );
      },
      nodeAt: (x, y) => {
        const under = document.elementsFromPoint(x, y);
        const found = under
          .map((one) => one.closest<HTMLElement>(".react-flow__node")?.dataset.id)
          .find(Boolean);
        return found && readKey(found).kind === "node" ? found : null;
      },
      placeOf: (name) => {
        const found = box.current?.querySelector(`[data-id="${CSS.escape(name)}"]`);
        const rect = found?.getBoundingClientRect();
        return rect ? { x: rect.right + 12, y: rect.top } : null;
      },
      show: (name) => {
        const place = doc.layout.nodes[name] ?? flow.getNode(name)?.position;
        const rect = box.current?.getBoundingClientRect();
        if (!place || !rect) return;
        const from = flow.flowToScreenPosition(place);
        const to = flow.flowToScreenPosition({ x: place.x + 232, y: place.y + 100 });
        const inside = from.x >= rect.left && from.y >= rect.top && to.x <= rect.right && to.y <= rect.bottom;
        if (!inside) void flow.fitView(FIT);
      },
      toGraph: (x, y) => {
        const rect = box.current?.getBoundingClientRect();
        const inside = rect && x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom;
        return inside ? flow.screenToFlowPosition({ x, y }) : null;
      },
      center: () => {
        const rect = box.current?.getBoundingClientRect();
        if (!rect) return { x: 0, y: 0 };
        return flow.screenToFlowPosition({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
      },
    }),
    [doc, flow, reveal, box],
  );
  return reveal;
}

interface Keys {
  doc: CanvasDoc;
  props: PipelineCanvasProps;
  shown: FlowEdge[];
  picked: ReadonlySet<string>;
  clearPicked(): void;
  reveal(name: string): void;
}

/** Enter opens, Delete removes picked edges, arrows go to the neighbour (or, in React Flow, move what is selected). */
export function useCanvasKeys({ doc, props, shown, picked, clearPicked, reveal }: Keys) {
  const { mode, selection, onSelect, onOpenNode, editing } = props;
  return (event: React.KeyboardEvent) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.id : undefined;
    if (event.key === "Enter" && id && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (onOpenNode && readKey(id).kind === "node") onOpenNode(id);
      return;
    }
    if ((event.key === "Delete" || event.key === "Backspace") && picked.size > 0 && editing) {
      event.preventDefault();
      editing.remove(
        [...selection],
        shown.filter((edge) => picked.has(edge.id)).flatMap((edge) => edge.data?.edge ?? []),
      );
      clearPicked();
      return;
    }
    const direction = ARROWS[event.key];
    if (!direction || !id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (mode === "edit" && !event.altKey && selection.includes(id)) return;
    const next = neighbour(doc, id, direction);
    event.preventDefault();
    if (!next) return;
    if (mode === "view" || selection.includes(id)) onSelect([next]);
    reveal(next);
  };
}
