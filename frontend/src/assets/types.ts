/** What the server says of registered things, in the words of its REST. Knows no page. */
import type { PortSpec } from "../graph/types";

export type AssetKind =
  "components" | "data" | "models" | "environments" | "computes" | "datastores" | "schedules" | "endpoints";

export interface Asset {
  kind: string;
  name: string;
  /** Null for what has no versions. */
  version: string | null;
  ref: string;
  id: string;
  type: string;
  display_name: string | null;
  description: string | null;
  tags: Record<string, unknown>;
  properties: Record<string, unknown>;
  labels: string[];
  archived: boolean;
  created: string;
  updated: string;
  creator: string;
  latest: string | null;
  versions: string[];
  path?: string | null;
  spec: Record<string, unknown>;
  digest: string;
  stage?: string;
  enabled?: boolean;
  next_fire_times?: string[];
  last_job?: string | null;
  /** Why a schedule did not fire. */
  trouble?: string;
  deployments?: string[];
  defaults?: Record<string, string>;
}

/** A component says its interface beside what every asset says. */
export interface ComponentFace {
  inputs: PortSpec[];
  outputs: PortSpec[];
  is_deterministic?: boolean;
  environment?: unknown;
  command?: unknown;
}

export interface Usage {
  kind: string;
  id: string;
  name: string;
  href?: string | null;
  /** What it asks for; "" for the latest or a label. */
  version?: string;
}

export interface Git {
  remote?: string | null;
  branch?: string | null;
  commit?: string | null;
  dirty?: boolean | null;
}

export interface AssetFile {
  path: string;
  size: number;
}

export type AssetDetail = Asset &
  Partial<ComponentFace> & {
    yaml: string;
    files: AssetFile[];
    used_by: Usage[];
    git?: Git | null;
  };

export interface AssetName {
  name: string;
  latest: string | null;
  versions: Asset[];
  archived: boolean;
  tags: Record<string, unknown>;
  description: string | null;
}

export interface AssetPage {
  items: Asset[];
  next: string | null;
}

export type Change = "added" | "removed" | "changed";

export interface PortChange {
  name: string;
  change: Change;
  before?: Partial<PortSpec> | null;
  after?: Partial<PortSpec> | null;
  breaking: boolean;
  why?: string;
}

export interface FileChange {
  path: string;
  change: Change;
  /** Unified text; empty for what is no text. */
  diff: string;
}

export interface AssetDiff {
  yaml: { before: string; after: string };
  files: FileChange[];
  inputs: PortChange[];
  outputs: PortChange[];
  other: { key: string; before: unknown; after: unknown }[];
}

export type Archived = "exclude" | "include" | "only";

export interface AssetFilter {
  search: string;
  type: string;
  /** `k=v` each. */
  tags: readonly string[];
  archived: Archived;
}
