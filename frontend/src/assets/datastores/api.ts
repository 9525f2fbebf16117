/** Datastores beyond what every asset has: credentials, a test of the connection, what lies in them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/server";
import { ask, assetPath, refreshAssets } from "../api";
import type { AssetDetail, Registered } from "../types";
import type { StoreDocument } from "./forms";

/** That there are credentials, and of which kind, is in it; never what they are. */
export type StoreAsset = AssetDetail;
export type TestAnswer = Schemas["Tested"];
export type StoreEntry = Schemas["DatastoreEntry"];
export type Listing = Schemas["DatastoreFolder"];

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
