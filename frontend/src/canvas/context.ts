/** What the cards of one canvas share: mode, status hook, problems, the connection being drawn. */
import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { PlanMark, UseNodeStatus } from "./types";

export interface ProblemCount {
  errors: number;
  warnings: number;
}

/** While an edge is being drawn: which handles would take it. Keys: `<item key> <handle id>`. */
export interface Drawing {
  from: string | null;
  fits: ReadonlySet<string>;
}

export interface CanvasShared {
  mode: "edit" | "view";
  useStatus: UseNodeStatus;
  problems: ReadonlyMap<string, ProblemCount>;
  /** Component reference -> its newest version, where there is a newer one. */
  newer: ReadonlyMap<string, string>;
  plan: ReadonlyMap<string, PlanMark> | null;
  drawing: StoreApi<Drawing>;
}

export const NO_DRAWING: Drawing = { from: null, fits: new Set() };
export const handleKey = (item: string, handle: string): string => `${item} ${handle}`;
export const noStatus: UseNodeStatus = () => undefined;

export const NONE_NEWER: ReadonlyMap<string, string> = new Map();

export const CanvasContext = createContext<CanvasShared>({
  mode: "view",
  useStatus: noStatus,
  problems: new Map(),
  newer: NONE_NEWER,
  plan: null,
  drawing: createStore(() => NO_DRAWING),
});

export const useCanvas = (): CanvasShared => useContext(CanvasContext);

/** How a handle looks while an edge is drawn: `origin`, `fit`, `unfit`, or null when none is. */
export function useHandleState(item: string, handle: string): "origin" | "fit" | "unfit" | null {
  const { drawing } = useCanvas();
  const key = handleKey(item, handle);
  return useStore(drawing, ({ from, fits }) => {
    if (from === null) return null;
    if (from === key) return "origin";
    return fits.has(key) ? "fit" : "unfit";
  });
}
