/** Drawing an edge: which ports light up, what is allowed, and why not. */
import {
  type Connection,
  type FinalConnectionState,
  type OnConnectStartParams,
  useReactFlow,
} from "@xyflow/react";
import { useCallback, useMemo } from "react";
import { createStore } from "zustand";
import type { FlowEdge } from "../graph/flow";
import { readKey } from "../graph/document";
import { compatible, sourcesFor, targetsFor } from "../graph/ports";
import type { CanvasDoc, Interfaces, Point, PortRef } from "../graph/types";
import { handleKey, NO_DRAWING, type Drawing } from "./context";
import type { CanvasEditing } from "./types";

const portOf = (item: string, handle: string): PortRef => ({
  node: readKey(item).kind === "node" ? item : null,
  port: handle.replace(/^(in|out):/, ""),
});

const keyOf = (ref: PortRef, side: "from" | "to") => {
  const item = ref.node ?? `${side === "from" ? "inputs" : "outputs"}:${ref.port}`;
  return handleKey(item, `${side === "from" ? "out" : "in"}:${ref.port}`);
};

const pointOf = (event: MouseEvent | TouchEvent): Point => {
  const { clientX, clientY } = "changedTouches" in event ? event.changedTouches[0]! : event;
  return { x: clientX, y: clientY };
};

function ends(connection: Pick<Connection, "source" | "target" | "sourceHandle" | "targetHandle">) {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!source || !target || !sourceHandle || !targetHandle) return null;
  return { from: portOf(source, sourceHandle), to: portOf(target, targetHandle) };
}

export function useConnecting(doc: CanvasDoc, components: Interfaces, editing: CanvasEditing | undefined) {
  const flow = useReactFlow();
  const drawing = useMemo(() => createStore<Drawing>(() => NO_DRAWING), []);

  const onConnectStart = useCallback(
    (_event: unknown, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      if (!nodeId || !handleId) return;
      const ref = portOf(nodeId, handleId);
      const forward = handleType === "source";
      const choices = forward ? targetsFor(doc, components, ref) : sourcesFor(doc, components, ref);
      const fits = new Set(choices.map((choice) => keyOf(choice.ref, forward ? "to" : "from")));
      drawing.setState({ from: handleKey(nodeId, handleId), fits });
    },
    [doc, components, drawing],
  );

  const isValidConnection = useCallback(
    (connection: Connection | FlowEdge) => {
      const pair = ends({ sourceHandle: null, targetHandle: null, ...connection });
      return pair !== null && compatible(doc, components, pair.from, pair.to).ok;
    },
    [doc, components],
  );

  const onConnect = useCallback(
    (connection: Connection) => {
      const pair = ends(connection);
      if (pair) editing?.connect(pair.from, pair.to);
    },
    [editing],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, { isValid, fromHandle, toHandle, toNode }: FinalConnectionState) => {
      drawing.setState(NO_DRAWING);
      if (isValid || !fromHandle?.id || !editing) return;
      if (!toHandle?.id) {
        const client = pointOf(event);
        const onPane = document
          .elementFromPoint(client.x, client.y)
          ?.closest(".react-flow__pane, .react-flow__edge");
        if (toNode || !onPane) return;
        const port = portOf(fromHandle.nodeId, fromHandle.id);
        const side = fromHandle.type === "source" ? "from" : "to";
        editing.dropEdge?.(port, side, { client, at: flow.screenToFlowPosition(client) });
        return;
      }
      if (fromHandle.type === toHandle.type) {
        if (fromHandle.nodeId !== toHandle.nodeId || fromHandle.id !== toHandle.id) {
          editing.refuse({
            key: fromHandle.type === "source" ? "fit.twoOutputs" : "fit.twoInputs",
            values: {},
          });
        }
        return;
      }
      const [source, target] = fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
      const fit = compatible(
        doc,
        components,
        portOf(source.nodeId, source.id!),
        portOf(target.nodeId, target.id!),
      );
      if (!fit.ok) editing.refuse(fit.reason);
    },
    [doc, components, drawing, editing, flow],
  );

  return { drawing, handlers: { onConnectStart, onConnect, onConnectEnd, isValidConnection } };
}
