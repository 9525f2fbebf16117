/** Is the product there? Requests tell about the server, `GET system` about its parts, live stores about their socket. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { onReachable } from "../api/client";
import { type Schemas, server } from "../api/server";

export type SystemState = Schemas["System"];
export type SocketState = "open" | "connecting";
export type ConnectionState = "live" | "reconnecting" | "offline" | "runner-down" | "disk-low" | "database";

interface ConnectionStore {
  reachable: boolean;
  /** By name of the live store that owns the socket; absent = no socket wanted. */
  sockets: Record<string, SocketState>;
}

export const useConnectionStore = create<ConnectionStore>(() => ({ reachable: true, sockets: {} }));

onReachable((reachable) => {
  if (useConnectionStore.getState().reachable !== reachable) useConnectionStore.setState({ reachable });
});

/** A live store tells how its websocket does; `null` when it closed it on purpose. */
export function setSocketState(name: string, state: SocketState | null): void {
  useConnectionStore.setState(({ sockets }) => {
    const { [name]: _old, ...rest } = sockets;
    return { sockets: state ? { ...rest, [name]: state } : rest };
  });
}

export function useSystem() {
  // A socket that cannot connect is the first to know: ask soon whether it is the server that is away.
  const waiting = useConnectionStore((store) => Object.values(store.sockets).includes("connecting"));
  const query = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => server.get("system", { signal }),
    refetchInterval: (q) =>
      q.state.error || waiting || q.state.data?.runner.state === "down" ? 3_000 : 15_000,
    retry: false,
  });
  return query.data;
}

export function connectionOf(store: ConnectionStore, system: SystemState | undefined): ConnectionState {
  if (!store.reachable) return "offline";
  if (system?.database && system.database !== "ok") return "database";
  if (system?.runner?.state === "down") return "runner-down";
  if (system?.disk?.low) return "disk-low";
  return Object.values(store.sockets).includes("connecting") ? "reconnecting" : "live";
}

export function useConnection(): { state: ConnectionState; system: SystemState | undefined } {
  const store = useConnectionStore();
  const system = useSystem();
  useEffect(() => {
    const lost = () => useConnectionStore.setState({ reachable: false });
    window.addEventListener("offline", lost);
    return () => window.removeEventListener("offline", lost);
  }, []);
  return { state: connectionOf(store, system), system };
}
