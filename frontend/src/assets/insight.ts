/** What is known of an asset beyond its document: profile of its columns, lineage, aliases. */
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/server";
import type { DataProfile } from "../ui";
import { ask, assetPath } from "./api";
import type { AssetDetail, AssetKind } from "./types";

export type Written = Schemas["WrittenBy"];
export type Read = Schemas["ReadBy"];
export type Lineage = Schemas["Lineage"];

/** A model says where it came from and what points at it. */
export type ModelAsset = AssetDetail;

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
