/** The table of kinds: what makes one kind's pages differ from another's. A new kind is a row here, not a page. */
import {
  IconBox,
  IconBrain,
  IconCalendarTime,
  IconCloudComputing,
  IconDatabase,
  IconPlugConnected,
  IconPuzzle,
  IconServer,
  type Icon,
} from "@tabler/icons-react";
import type { AssetKind } from "./types";

export type AssetTab =
  | "overview"
  | "build"
  | "browse"
  | "preview"
  | "profile"
  | "lineage"
  | "versions"
  | "yaml"
  | "code"
  | "usedby"
  | "diff";
export type Column =
  | "type"
  | "description"
  | "tags"
  | "size"
  | "next"
  | "state"
  | "build"
  | "load"
  | "deployments"
  | "version"
  | "created";

export interface KindInfo {
  kind: AssetKind;
  /** Where its pages live; also its word in the catalogue. */
  area: string;
  icon: Icon;
  versioned: boolean;
  /** Types that can be asked for; other types join when they are seen. */
  types: readonly string[];
  columns: readonly Column[];
  tabs: readonly AssetTab[];
  /** How the command line registers one. */
  cli: string;
  /** The smallest file of this kind, shown to who has none. */
  example: string;
}

const VERSIONED = ["type", "description", "tags", "version", "created"] as const;
const TABS = ["overview", "versions", "yaml", "code", "usedby", "diff"] as const;

export const KINDS: Record<AssetKind, KindInfo> = {
  components: {
    kind: "components",
    area: "components",
    icon: IconPuzzle,
    versioned: true,
    types: ["command", "pipeline", "sweep", "parallel", "spark"],
    columns: VERSIONED,
    tabs: TABS,
    cli: "penstock component create --file component.yml",
    example:
      'type: command\nname: prep\nversion: "1"\ncode: ./src\ncommand: python prep.py --out ${{outputs.table}}\nenvironment: azureml:current@latest\noutputs:\n  table:\n    type: uri_file',
  },
  data: {
    kind: "data",
    area: "data",
    icon: IconDatabase,
    versioned: true,
    types: ["uri_file", "uri_folder", "mltable"],
    columns: VERSIONED,
    tabs: ["overview", "preview", "profile", "lineage", "versions", "yaml", "usedby", "diff"],
    cli: "penstock data create --file data.yml",
    example: 'name: titanic\nversion: "1"\ntype: uri_file\npath: ./titanic.csv',
  },
  models: {
    kind: "models",
    area: "models",
    icon: IconBrain,
    versioned: true,
    types: ["custom_model", "mlflow_model", "triton_model"],
    columns: VERSIONED,
    tabs: ["overview", "lineage", "versions", "yaml", "code", "usedby", "diff"],
    cli: "penstock model create --name churn --version 1 --type custom_model --path ./model",
    example: 'name: churn\nversion: "1"\ntype: custom_model\npath: ./model',
  },
  environments: {
    kind: "environments",
    area: "environments",
    icon: IconBox,
    versioned: true,
    types: [],
    columns: ["build", "description", "tags", "version", "created"],
    tabs: ["overview", "build", "versions", "yaml", "code", "usedby", "diff"],
    cli: "penstock environment create --file environment.yml",
    example: 'name: sklearn\nversion: "1"\nimage: python:3.12\nconda_file: ./conda.yml',
  },
  computes: {
    kind: "computes",
    area: "compute",
    icon: IconCloudComputing,
    versioned: false,
    types: ["amlcompute", "computeinstance", "kubernetes", "local"],
    columns: ["type", "size", "load", "description", "tags", "created"],
    tabs: ["overview", "yaml", "usedby"],
    cli: "penstock compute create -n cpu-cluster --type amlcompute --min-instances 0 --max-instances 10",
    example: "name: cpu-cluster\ntype: amlcompute\nmin_instances: 0\nmax_instances: 4",
  },
  datastores: {
    kind: "datastores",
    area: "datastores",
    icon: IconServer,
    versioned: false,
    types: ["local", "s3", "azure_blob", "azure_data_lake_gen2", "gcs", "sftp"],
    columns: ["type", "description", "tags", "created"],
    tabs: ["overview", "browse", "yaml", "usedby"],
    cli: "penstock datastore create --file datastore.yml",
    example: "name: lake\ntype: s3\nbucket: raw\nendpoint_url: http://minio:9000",
  },
  schedules: {
    kind: "schedules",
    area: "schedules",
    icon: IconCalendarTime,
    versioned: false,
    types: [],
    columns: ["state", "next", "description", "tags", "created"],
    tabs: ["overview", "yaml"],
    cli: "penstock schedule create --file schedule.yml",
    example: 'name: nightly\ntrigger:\n  type: cron\n  expression: "0 6 * * *"\ncreate_job: ./pipeline.yml',
  },
  endpoints: {
    kind: "endpoints",
    area: "endpoints",
    icon: IconPlugConnected,
    versioned: false,
    types: [],
    columns: ["description", "deployments", "tags", "created"],
    tabs: ["overview", "yaml"],
    cli: "penstock batch-endpoint create --file endpoint.yml",
    example: "name: churn-training\ndescription: Trains the churn model anew.",
  },
};

/** The page of one asset; of what has versions, the newest when none is named. */
export function assetHref(kind: AssetKind, name: string, version?: string | null): string {
  const { area, versioned } = KINDS[kind];
  const base = `/${area}/${encodeURIComponent(name)}`;
  return versioned ? `${base}/${encodeURIComponent(version || "latest")}` : base;
}

const BY_WORD: Record<string, AssetKind> = {
  component: "components",
  data: "data",
  model: "models",
  environment: "environments",
  compute: "computes",
  datastore: "datastores",
  schedule: "schedules",
  endpoint: "endpoints",
};

/** `component` (as an asset says of itself) -> `components` (as its address does). */
export const kindOf = (word: string): AssetKind | undefined =>
  BY_WORD[word] ?? (word in KINDS ? (word as AssetKind) : undefined);
