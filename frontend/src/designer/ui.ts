/** What is open around the canvas. Lives with the page, apart from the document and its undo. */
import { createContext, type RefObject, useContext } from "react";
import type { PipelineCanvasHandle } from "../canvas";
import type { OpenEnd } from "../graph/adding";
import type { Point } from "../graph/types";

export type Dialog = "submit" | "connect" | "shortcuts" | null;
/** A node that is to get this version of its component. */
export interface UpgradeAsk {
  node: string;
  version: string;
}

/** A place in the YAML; `n` makes the same place new. */
export interface LineAt {
  line: number;
  column: number;
  n: number;
}

export type DrawerTab = "problems" | "yaml" | "plan" | null;

/** Ports that wait for a new node, where on the screen to ask, and where on the canvas it would go. */
export interface QuickAddAt {
  ends: readonly OpenEnd[];
  /** The item the ports belong to: the keyboard goes back to it. */
  item: string;
  client: Point;
  /** Null: beside its item. */
  at: Point | null;
}

export interface DesignerUi {
  dialog: Dialog;
  openDialog(dialog: Dialog): void;
  quickAdd: QuickAddAt | null;
  openQuickAdd(at: QuickAddAt | null): void;
  /** Nodes whose upgrade is being looked at. */
  upgrade: readonly UpgradeAsk[] | null;
  openUpgrade(asks: readonly UpgradeAsk[] | null): void;
  drawer: DrawerTab;
  openDrawer(tab: DrawerTab): void;
  line: LineAt | null;
  /** Opens the YAML at a line. */
  showLine(line: number, column: number): void;
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
