/** The canvas document and component interfaces, as the server sends them. Unknown keys travel along untouched. */

export type Literal = string | number | boolean | null;
export type Json = Literal | Json[] | { [key: string]: Json };

/** string, integer, number, boolean are parameters; every other type is data. */
export type PortType = string;

export interface PortSpec {
  name: string;
  type: PortType;
  optional?: boolean;
  default?: Literal;
  min?: number;
  max?: number;
  enum?: Literal[];
  description?: string;
}

/** What a component takes and gives; `ref` is how a node names it. */
export interface Interface {
  ref: string;
  /** Null for what is written in place. */
  name: string | null;
  version: string | null;
  display_name?: string | null;
  description?: string | null;
  type: string;
  tags?: Record<string, unknown>;
  is_deterministic?: boolean;
  inputs: PortSpec[];
  outputs: PortSpec[];
  environment?: unknown;
  command?: unknown;
}

/** What the registry and the library hold: each can be asked for by its name. */
export type NamedInterface = Interface & { name: string };

export interface DataValue {
  type?: PortType;
  path?: string;
  mode?: string;
}

/** A node's own input values. Bindings are edges, never here. */
export type InputValue = { literal: Literal } | { data: DataValue };

export interface OutputValue {
  type?: PortType;
  mode?: string;
  path?: string;
  [key: string]: Json | undefined;
}

export interface CanvasNode {
  name: string;
  type: string;
  component?: string | { [key: string]: Json } | null;
  inputs: Record<string, InputValue>;
  outputs: Record<string, OutputValue>;
  settings: Record<string, Json>;
  inline?: { [key: string]: Json } | null;
}

/** `node: null` is the pipeline itself. */
export interface PortRef {
  node: string | null;
  port: string;
}

export interface CanvasEdge {
  from: PortRef;
  to: PortRef;
  extra?: { [key: string]: Json };
  style?: string;
}

export interface PipelineInput {
  name: string;
  type: PortType;
  value?: Literal;
  path?: string;
  mode?: string;
  description?: string;
  optional?: boolean;
  default?: Literal;
  min?: number;
  max?: number;
  enum?: Literal[];
}

export interface PipelineOutput {
  name: string;
  type: PortType;
  mode?: string;
  path?: string;
  /** What it is registered as: the key `name` of its YAML. */
  $name?: string;
  version?: string;
  description?: string;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  /** Keys: a node's name, `inputs:<name>`, `outputs:<name>`. */
  nodes: Record<string, Point>;
  notes: Json[];
}

export interface JobMeta {
  display_name?: string;
  experiment_name?: string;
  description?: string;
  tags?: Record<string, Json>;
  settings?: Record<string, Json>;
  compute?: string;
  [key: string]: Json | undefined;
}

export interface CanvasDoc {
  format: "penstock.canvas/1";
  kind: "pipeline" | "pipeline_component";
  job: JobMeta;
  inputs: PipelineInput[];
  outputs: PipelineOutput[];
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  layout: Layout;
}

export type Interfaces = Record<string, Interface>;

export interface Problem {
  severity: "error" | "warning";
  file: string;
  line: number;
  column: number;
  path: string;
  code: string;
  message: string;
  hint?: string | null;
  node?: string | null;
  /** What the message is made of. */
  args?: Record<string, unknown>;
}
