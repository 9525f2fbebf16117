/**
 * React Flow's own copy of the nodes. A drag lives here until the drop; then one edit goes to the document, and what
 * comes back from there wins. Moves by key fire no drag handlers, so they are gathered from the changes.
 */
import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type FlowEdge, flowMaker, type FlowNode } from "../graph/flow";
import type { CanvasDoc, Interfaces, Point } from "../graph/types";

const KEY_MOVE_PAUSE = 250;

interface Args {
  doc: CanvasDoc;
  components: Interfaces;
  selection: readonly string[];
  onSelect(names: string[]): void;
  onMove?: (positions: Record<string, Point>) => void;
  describe(node: FlowNode): Pick<FlowNode, "ariaLabel" | "domAttributes">;
}

function useKeyMoves(onMove: Args["onMove"]) {
  const pending = useRef<Record<string, Point>>({});
  const timer = useRef(0);
  const latest = useRef(onMove);
  useEffect(() => {
    latest.current = onMove;
  });
  const flush = useCallback(() => {
    window.clearTimeout(timer.current);
    const positions = pending.current;
    pending.current = {};
    if (Object.keys(positions).length > 0) latest.current?.(positions);
  }, []);
  useEffect(() => flush, [flush]);
  return useCallback(
    (positions: Record<string, Point>) => {
      Object.assign(pending.current, positions);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(flush, KEY_MOVE_PAUSE);
    },
    [flush],
  );
}

export function useFlowState({ doc, components, selection, onSelect, onMove, describe }: Args) {
  const make = useMemo(flowMaker, []);
  const base = useMemo(() => make(doc, components), [make, doc, components]);
  const [nodes, setNodes] = useState<FlowNode[]>([]);
  const seen = useRef(new Map<string, FlowNode>());
  const dragging = useRef(false);
  const keyMoved = useKeyMoves(onMove);
  const chosen = useRef(selection);

  useEffect(() => {
    chosen.current = selection;
    const selected = new Set(selection);
    const before = seen.current;
    seen.current = new Map(base.nodes.map((node) => [node.id, node]));
    setNodes((old) => {
      const own = new Map(old.map((node) => [node.id, node]));
      return base.nodes.map((node) => {
        const mine = own.get(node.id);
        const isSelected = selected.has(node.id);
        if (mine && before.get(node.id) === node)
          return mine.selected === isSelected ? mine : { ...mine, selected: isSelected };
        return { ...node, ...describe(node), selected: isSelected };
      });
    });
  }, [base, selection, describe]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const kept = changes.filter((change) => change.type !== "remove" && change.type !== "select");
      if (kept.length > 0) setNodes((now) => applyNodeChanges(kept, now));
      const selects = changes.filter((change) => change.type === "select");
      if (selects.length > 0) {
        const next = new Set(chosen.current);
        for (const { id, selected } of selects) {
          if (selected) next.add(id);
          else next.delete(id);
        }
        chosen.current = [...next];
        onSelect([...next]);
      }
      if (dragging.current) return;
      const moved: Record<string, Point> = {};
      for (const change of changes)
        if (change.type === "position" && change.position) moved[change.id] = change.position;
      if (Object.keys(moved).length > 0) keyMoved(moved);
    },
    [keyMoved, onSelect],
  );

  const dragHandlers = useMemo(() => {
    const start = () => {
      dragging.current = true;
    };
    const stop = (moved: FlowNode[]) => {
      dragging.current = false;
      onMove?.(Object.fromEntries(moved.map((node) => [node.id, node.position])));
    };
    return {
      onNodeDragStart: start,
      onSelectionDragStart: start,
      onNodeDragStop: (_event: unknown, _node: FlowNode, moved: FlowNode[]) => stop(moved),
      onSelectionDragStop: (_event: unknown, moved: FlowNode[]) => stop(moved),
    };
  }, [onMove]);

  return { nodes, edges: base.edges as FlowEdge[], onNodesChange, dragHandlers };
}
