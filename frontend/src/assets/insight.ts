/** What is known of an asset beyond its document: profile of its columns, lineage, aliases. */
import { useQuery } from "@tanstack/react-query";
import type { DataProfile } from "../ui";
import { ask, assetPath } from "./api";
import type { AssetDetail, AssetKind } from "./types";

export interface Written {
  job: string;
  node: string | null;
  output: string | null;
  at: string | null;
}

export interface Read {
  job: string;
  node: string | null;
  input: string | null;
  at: string | null;
}

export interface Lineage {
  written_by: Written[];
  read_by: Read[];
}

export interface ModelCard {
  flavors: unknown;
  signature: { inputs?: unknown; outputs?: unknown; params?: unknown } | null;
}

/** A model says where it came from and what points at it. */
export type ModelAsset = AssetDetail & {
  aliases?: string[];
  job?: { name: string; node: string | null } | null;
  mlflow?: ModelCard | null;
};

export const useProfile = (name: string, version: string, file: string) =>
  useQuery({
    queryKey: ["assets", "data", "profile", name, version, file],
    queryFn: ({ signal }) =>
      ask<DataProfile>("GET", `${assetPath("data", name, version)}/profile`, { query: { file }, signal }),
    staleTime: Infinity,
    retry: false,
  });

export const useLineage = (kind: AssetKind, name: string, version: string) =>
  useQuery({
    queryKey: ["assets", kind, "lineage", name, version],
    queryFn: ({ signal }) => ask<Lineage>("GET", `${assetPath(kind, name, version)}/lineage`, { signal }),
  });

export const aliasApi = {
  set: (name: string, alias: string, version: string) =>
    ask<unknown>("POST", assetPath("models", name, "aliases"), { body: { alias, version } }),
  remove: (name: string, alias: string) =>
    ask<unknown>("DELETE", assetPath("models", name, "aliases", alias)),
};

export const jobHref = (job: string, node: string | null | undefined): string =>
  `/jobs/${encodeURIComponent(job)}${node ? `?node=${encodeURIComponent(node)}` : ""}`;
