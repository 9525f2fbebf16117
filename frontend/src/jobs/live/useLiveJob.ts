/** Ties one live session to the life of a component, and gives selectors over the store. */
import { useEffect, useMemo, useState } from "react";
import { ApiError } from "../../api/client";
import { server } from "../../api/server";
import { setSocketState } from "../../app/connection";
import { freshNode } from "./reduce";
import { LiveSession } from "./session";
import { socketUrl } from "./socket";
import { useLiveRun } from "./store";
import type { NodeState } from "./types";

const fetchState = (job: string) => server.get("jobs/{name}/state", { path: { name: job } });

const isFinal = (trouble: unknown): boolean =>
  trouble instanceof ApiError && [401, 403, 404].includes(trouble.status);

export function useLiveJob(name: string): LiveSession | null {
  const [session, setSession] = useState<LiveSession | null>(null);
  useEffect(() => {
    const opened = new LiveSession(name, { fetchState, socketUrl, isFinal });
    setSession(opened);
    void opened.start();
    return () => opened.stop();
  }, [name]);
  const connection = useLiveRun((state) => state.connection);
  useEffect(
    () =>
      setSocketState("job", connection === "live" ? "open" : connection === "closed" ? null : "connecting"),
    [connection],
  );
  useEffect(() => () => setSocketState("job", null), []);
  return session;
}

const NO_NODES: Record<string, NodeState> = {};

export const useRunNodes = (): Record<string, NodeState> =>
  useLiveRun((state) => state.run?.nodes ?? NO_NODES);

/** The state of a node; the whole job for "" (a standalone command job is its own only node). */
export function useNodeState(path: string): NodeState | undefined {
  const node = useLiveRun((state) => state.run?.nodes[path]);
  const job = useLiveRun((state) => state.run?.job);
  return useMemo(() => {
    if (node || path !== "" || !job) return node;
    return { ...freshNode("command"), ...job };
  }, [node, job, path]);
}
