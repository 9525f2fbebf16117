/** What is open around the canvas. Lives with the page, apart from the document and its undo. */
import { createContext, type RefObject, useContext } from "react";
import type { PipelineCanvasHandle } from "../canvas";

export type Dialog = "submit" | "connect" | "shortcuts" | null;
export type DrawerTab = "problems" | "yaml" | null;

export interface DesignerUi {
  dialog: Dialog;
  openDialog(dialog: Dialog): void;
  drawer: DrawerTab;
  openDrawer(tab: DrawerTab): void;
  canvas: RefObject<PipelineCanvasHandle | null>;
  /** Which side panels are there. */
  sides: { library: boolean; inspector: boolean };
  toggleSide(side: "library" | "inspector"): void;
  /** Opens the file picker for an import. */
  pickFile(): void;
  importFile(file: File): Promise<void>;
  validate(): Promise<void>;
  drillInto(node: string): void;
}

export const UiContext = createContext<DesignerUi | null>(null);

export function useUi(): DesignerUi {
  const ui = useContext(UiContext);
  if (!ui) throw new Error("useUi outside of the Designer");
  return ui;
}

/** The node under the keyboard, else the one that is selected. */
export function presentItem(selection: readonly string[]): string | null {
  const focused = document.activeElement?.closest<HTMLElement>(".react-flow__node")?.dataset.id;
  return focused ?? (selection.length === 1 ? (selection[0] ?? null) : null);
}
