/** Which drawer is open, and the line of the YAML that somebody asked for. */
import { useCallback, useState } from "react";
import { useRemembered } from "../app/remembered";
import type { DrawerTab, LineAt } from "./ui";

export function useDrawer() {
  const [drawer, setDrawer] = useRemembered<DrawerTab>("designer.drawer", null);
  const [line, setLine] = useState<LineAt | null>(null);
  const openDrawer = useCallback(
    (tab: DrawerTab) => {
      setLine(null);
      setDrawer(tab);
    },
    [setDrawer],
  );
  const showLine = useCallback(
    (at: number, column: number) => {
      setDrawer("yaml");
      setLine((before) => ({ line: at, column, n: (before?.n ?? 0) + 1 }));
    },
    [setDrawer],
  );
  return { drawer, openDrawer, line, showLine };
}
