/** Datastores beyond what every asset has: credentials, a test of the connection, what lies in them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, assetPath, refreshAssets } from "../api";
import type { AssetDetail, Registered } from "../types";
import type { StoreDocument } from "./forms";

export type StoreAsset = AssetDetail & {
  /** That there are credentials, and of which kind; never what they are. */
  credentials?: { type: string; set: boolean; keys?: string[] } | null;
  /** What names no datastore lies here. */
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
  /** Seconds since 1970. */
  modified: number | null;
}

export interface Listing {
  path: string;
  entries: StoreEntry[];
  truncated?: boolean;
}

export const datastoreApi = {
  save: (document: StoreDocument) => ask<Registered>("POST", "datastores", { body: document }),
  forget: (name: string) =>
    ask<unknown>("PATCH", assetPath("datastores", name), { body: { credentials: null } }),
  test: (name: string) => ask<TestAnswer>("POST", assetPath("datastores", name, "test"), { body: {} }),
  browse: (name: string, path: string, signal?: AbortSignal) =>
    ask<Listing>("GET", assetPath("datastores", name, "browse"), {
      query: { path },
      ...(signal ? { signal } : {}),
    }),
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
    mutationFn: async ({ document, forget }: { document: StoreDocument; forget: boolean }) => {
      const kept = await datastoreApi.save(document);
      // A document without credentials leaves those that are there; taking them away is a step of its own.
      if (forget) await datastoreApi.forget(kept.name);
      return kept;
    },
    onSuccess: () => refreshAssets(client, "datastores"),
  });
}

/** `isWaiting` covers slow servers: a test may take as long as a time-out. */
export const useConnectionTest = (name: string) => useMutation({ mutationFn: () => datastoreApi.test(name) });
