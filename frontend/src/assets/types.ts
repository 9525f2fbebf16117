/** What the server says of registered things, by short names. Knows no page. */
import type { Schemas } from "../api/server";
import type { PortSpec } from "../graph/types";

/** The word of a kind in addresses. */
export type AssetKind =
  "components" | "data" | "models" | "environments" | "computes" | "datastores" | "schedules" | "endpoints";

export type Asset = Schemas["Asset"];
export type AssetName = Schemas["AssetFamily"];
export type AssetPage = Schemas["AssetPage"];
export type Registered = Schemas["RegisteredAsset"];
export type Metadata = Schemas["ChangeAsset"];
export type Usage = Schemas["Users"];
export type Git = Schemas["Git"];
export type AssetFile = Schemas["FileEntry"];
export type FileChange = Schemas["FileChange"];
export type Change = Schemas["PortChange"]["change"];

/** A component says its interface beside what every asset says. */
export interface ComponentFace {
  inputs: PortSpec[];
  outputs: PortSpec[];
  is_deterministic?: boolean;
}

export type AssetDetail = Schemas["AssetDetail"] & Partial<ComponentFace>;

/** `before` and `after` are ports, which the schema only knows as free JSON. */
export type PortChange = Omit<Schemas["PortChange"], "before" | "after"> & {
  before: Partial<PortSpec> | null;
  after: Partial<PortSpec> | null;
};
export type AssetDiff = Omit<Schemas["AssetDiff"], "inputs" | "outputs"> & {
  inputs: PortChange[];
  outputs: PortChange[];
};

export type Archived = "exclude" | "include" | "only";

export interface AssetFilter {
  search: string;
  type: string;
  /** `k=v` each. */
  tags: readonly string[];
  archived: Archived;
}
