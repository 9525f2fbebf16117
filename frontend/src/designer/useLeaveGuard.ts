/** Asks before the tab is closed, only while something is not on the server. Work in this browser is kept anyway. */
import { useEffect } from "react";
import { useDesigner } from "./store";

export function useLeaveGuard(): void {
  const { store, flush } = useDesigner();
  useEffect(() => {
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (store.getState().saveState === "saved") return;
      event.preventDefault();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden") void flush();
    };
    window.addEventListener("beforeunload", beforeUnload);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.removeEventListener("beforeunload", beforeUnload);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [store, flush]);
}
