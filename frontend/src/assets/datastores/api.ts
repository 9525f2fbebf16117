/** Datastores beyond what every asset has: credentials, a test of the connection, what lies in them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, assetPath, refreshAssets } from "../api";
import type { AssetDetail, Registered } from "../types";
import type { StoreDocument } from "./forms";

export type StoreAsset = AssetDetail & {
  /** That there are credentials, and of which kind; never what they are. */
  credentials?: { type: string; set: boolean } | null;
  is_default?: boolean;
};

export interface TestAnswer {
  ok: boolean;
  message: string;
  hint: string | null;
}

export interface StoreEntry {
  name: string;
  is_dir: boolean;
  size: number | null;
  modified: string | null;
}

export interface Listing {
  path: string;
  entries: StoreEntry[];
  truncated?: boolean;
}

export const datastoreApi = {
  save: (document: StoreDocument) => ask<Registered>("POST", "datastores", { body: document }),
  test: (name: string) => ask<TestAnswer>("POST", assetPath("datastores", name, "test"), { body: {} }),
  browse: (name: string, path: string, signal?: AbortSignal) =>
    ask<Listing>("GET", assetPath("datastores", name, "browse"), {
      query: { path },
      ...(signal ? { signal } : {}),
    }),
  makeDefault: (name: string) =>
    ask<unknown>("PUT", "workspace/settings", { body: { default_datastore: name } }),
};

export const useListing = (name: string, path: string) =>
  useQuery({
    queryKey: ["assets", "datastores", "browse", name, path],
    queryFn: ({ signal }) => datastoreApi.browse(name, path, signal),
    staleTime: 10_000,
    retry: false,
  });

export function useSaveStore() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (document: StoreDocument) => datastoreApi.save(document),
    onSuccess: () => refreshAssets(client, "datastores"),
  });
}

/** `isWaiting` covers slow servers: a test may take as long as a time-out. */
export const useConnectionTest = (name: string) => useMutation({ mutationFn: () => datastoreApi.test(name) });
