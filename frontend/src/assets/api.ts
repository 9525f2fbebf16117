/** Registered things, asked for and changed: one set of calls for every kind. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { type Query, send } from "../api/client";
import type { Preview } from "../ui";
import type {
  Asset,
  AssetDetail,
  AssetDiff,
  AssetFilter,
  AssetKind,
  AssetName,
  AssetPage,
  Archived,
  Metadata,
  Registered,
} from "./types";

const part = encodeURIComponent;
/** `data`, `a b`, `1` -> `data/a%20b/1`; what is missing is left out. */
export const assetPath = (kind: AssetKind, ...parts: (string | null | undefined)[]): string =>
  [kind, ...parts.filter((one): one is string => Boolean(one)).map(part)].join("/");

export async function ask<T>(
  method: string,
  place: string,
  options: { query?: Query; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send(method, place, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const PAGE = 100;
export const NO_FILTER: AssetFilter = { search: "", type: "", tags: [], archived: "exclude" };

export const assetsApi = {
  list: (
    kind: AssetKind,
    query: {
      search?: string;
      type?: string;
      tag?: readonly string[];
      archived?: Archived;
      after?: string | null;
      limit?: number;
    },
    signal?: AbortSignal,
  ) => ask<AssetPage>("GET", kind, { query, signal }),
  name: (kind: AssetKind, name: string, signal?: AbortSignal) =>
    ask<AssetName>("GET", assetPath(kind, name), { signal }),
  one: (kind: AssetKind, name: string, version: string | null, signal?: AbortSignal) =>
    ask<AssetDetail>("GET", assetPath(kind, name, version), { signal }),
  diff: (kind: AssetKind, name: string, version: string, before: string, signal?: AbortSignal) =>
    ask<AssetDiff>("GET", `${assetPath(kind, name, version)}/diff`, { query: { with: before }, signal }),
  file: (kind: AssetKind, name: string, version: string, file: string) =>
    ask<{ text: string; language?: string | null }>("GET", `${assetPath(kind, name, version)}/file`, {
      query: { path: file },
    }),
  preview: (name: string, version: string, file: string, signal?: AbortSignal) =>
    ask<Preview>("GET", `${assetPath("data", name, version)}/preview`, {
      query: { file, rows: 100 },
      signal,
    }),
  register: (kind: AssetKind, files: readonly File[]) => {
    const body = new FormData();
    files.forEach((file) => body.append("file", file));
    return ask<Registered>("POST", kind, { body });
  },
  change: (kind: AssetKind, name: string, version: string | null, body: Metadata) =>
    ask<Asset>("PATCH", assetPath(kind, name, version), { body }),
  archive: (kind: AssetKind, name: string, version: string | null, on: boolean) =>
    ask<unknown>("POST", `${assetPath(kind, name, version)}/${on ? "archive" : "restore"}`, { body: {} }),
  label: (kind: AssetKind, name: string, version: string, label: string) =>
    ask<unknown>("POST", `${assetPath(kind, name, version)}/labels`, { body: { label } }),
  unlabel: (kind: AssetKind, name: string, label: string) =>
    ask<unknown>("DELETE", `${assetPath(kind, name)}/labels/${part(label)}`),
  enable: (name: string, on: boolean) =>
    ask<Asset>("POST", `${assetPath("schedules", name)}/${on ? "enable" : "disable"}`, { body: {} }),
  remove: (kind: AssetKind, name: string, version: string | null, force: boolean) =>
    ask<unknown>("DELETE", assetPath(kind, name, version), { query: force ? { force: true } : {} }),
};

/** Everything that shows assets looks again; the library of the Designer is one of them. */
export async function refreshAssets(client: QueryClient, kind: AssetKind): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["assets", kind] }),
    ...(kind === "components" ? [client.invalidateQueries({ queryKey: ["components"] })] : []),
  ]);
}

export function useAssets(kind: AssetKind, { tags, ...filter }: AssetFilter) {
  return useInfiniteQuery({
    queryKey: ["assets", kind, "list", { ...filter, tags }],
    queryFn: ({ pageParam, signal }) =>
      assetsApi.list(kind, { ...filter, tag: tags, after: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const useAsset = (kind: AssetKind, name: string, version: string | null, enabled = true) =>
  useQuery({
    queryKey: ["assets", kind, "one", name, version],
    queryFn: ({ signal }) => assetsApi.one(kind, name, version, signal),
    enabled,
  });

export const useAssetName = (kind: AssetKind, name: string, enabled = true) =>
  useQuery({
    queryKey: ["assets", kind, "name", name],
    queryFn: ({ signal }) => assetsApi.name(kind, name, signal),
    enabled,
  });

export const useDiff = (kind: AssetKind, name: string, version: string, before: string) =>
  useQuery({
    queryKey: ["assets", kind, "diff", name, version, before],
    queryFn: ({ signal }) => assetsApi.diff(kind, name, version, before, signal),
    enabled: before !== "" && before !== version,
    staleTime: 60_000,
  });

/** A change of one asset, after which all pages of its kind look again. */
export function useAssetChange<Input>(kind: AssetKind, change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => refreshAssets(client, kind) });
}
