/** The contract of the canvas: what the Designer and the Job page give it and hear from it. */
import type { CanvasDoc, Interfaces, Literal, Point, PortRef, Problem } from "../graph/types";

/** Live state of one node, drawn on its card. Times are ISO text. */
export interface NodeStatusView {
  status: string;
  reused?: boolean;
  /** Why it is in this state, for a person; shown on hover of the badge or the state. */
  reason?: string | null;
  attempt?: number;
  startTime?: string | null;
  endTime?: string | null;
  /** What it is busy with or waits for, in words; drawn under its ports. */
  work?: { text: string; share: number | null } | null;
  /** It takes part in an identical step that runs already. */
  joined?: boolean;
  /** For nodes with children of their own (sub-pipelines): finished and total. */
  children?: { done: number; total: number } | null;
  warnings?: number;
}

/** What would become of a node of a draft if it was submitted now. */
export interface PlanMark {
  /** `after`: it depends on a step that will run. */
  decision: "reuse" | "run" | "after";
  why: string;
  /** Of a sub-pipeline: how many of its steps are not reused. */
  runs?: number;
  of?: number;
}

/** Called by every card with its own node name: a selector hook into the caller's store. */
export type UseNodeStatus = (name: string) => NodeStatusView | undefined;

/** What the editable canvas asks its owner to do. Absent in view mode. */
export interface CanvasEditing {
  connect(from: PortRef, to: PortRef): void;
  /** A drop on a port that does not fit; `reason` is an i18n key in `designer`. */
  refuse(reason: { key: string; values: Record<string, string> }): void;
  /** An edge from this port was dropped on empty canvas. `side` is the end that the port is. */
  dropEdge?(port: PortRef, side: "from" | "to", place: { client: Point; at: Point }): void;
  disconnect(edges: { from: PortRef; to: PortRef }[]): void;
  /** One call per drop or key step, for all moved items. Keys as in `layout.nodes`. */
  move(positions: Record<string, Point>): void;
  remove(names: string[], edges: { from: PortRef; to: PortRef }[]): void;
}

export interface PipelineCanvasProps {
  canvas: CanvasDoc;
  components: Interfaces;
  mode: "edit" | "view";
  /** Hook that gives a node's live state; keep its identity stable (module level or useCallback). */
  statuses?: UseNodeStatus;
  /** Selected items: node names, `inputs:<name>`, `outputs:<name>`. Controlled. */
  selection: readonly string[];
  onSelect(names: string[]): void;
  /** Double click or Enter on a node. */
  onOpenNode?(name: string): void;
  editing?: CanvasEditing;
  /** Problems drawn as a badge on their node. */
  problems?: readonly Problem[];
  /** Component reference -> its newest version, for the quiet mark of nodes that have an older one. */
  newer?: ReadonlyMap<string, string>;
  /** Drawn on the cards while a plan is looked at. */
  plan?: ReadonlyMap<string, PlanMark> | null;
  /** Values the submitted job gave its pipeline inputs (job page). */
  inputValues?: Record<string, Literal>;
  /** Accessible name of the graph. */
  label: string;
  handleRef?: React.Ref<PipelineCanvasHandle>;
  /** Drawn over the canvas, e.g. a toolbar. */
  children?: React.ReactNode;
}

export interface PipelineCanvasHandle {
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Brings a node into view and focuses its card. */
  reveal(name: string): void;
  /** Puts the keyboard on an item; the view stays where it is. */
  focus(name: string): void;
  /** The edge (its id) under a place on the screen. */
  edgeAt(clientX: number, clientY: number): string | null;
  /** The node under a place on the screen. */
  nodeAt(clientX: number, clientY: number): string | null;
  /** Where an item is on the screen: the middle of its right side. */
  placeOf(name: string): Point | null;
  /** Moves the view only when the node is not whole in it; the focus stays where it is. */
  show(name: string): void;
  /** Screen coordinates -> graph coordinates; null when outside of the canvas. */
  toGraph(clientX: number, clientY: number): Point | null;
  /** Graph coordinates of the middle of what is seen. */
  center(): Point;
}
