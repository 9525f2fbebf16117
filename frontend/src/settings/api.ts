/** Settings of the workspace: rules of environments, map of paths, storage, retention. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { send, type Query } from "../api/client";
import type { Schemas } from "../api/server";

export interface EnvironmentRule {
  match: string;
  /** `current`, `classic`, `name:version` or `python:/path`. */
  to: string;
  note: string;
  builtin: boolean;
}

export interface RuleTable {
  rules: EnvironmentRule[];
  /** PyPI's packages may stand in for conda's of the same name. */
  conda_from_pypi: boolean;
}

/** `exists` is what the server saw when it was asked. */
export type PathRule = Schemas["PathMapRow"];
export type JobSize = Schemas["JobRoom"];
export type Storage = Schemas["StorageAnswer"];
export type PruneChoice = Omit<Schemas["PruneWish"], "dry_run">;
/**
 * Who loses something with it. reused: the step took its outputs, which go; read: the job has a copy and cannot be made
 * again; registered: what was made of it no longer tells where it came from; draft: the draft names it.
 */
export type Fed = Schemas["FeedShape"];
export type PruneItem = Schemas["PruneItem"];
export type PruneAnswer = Schemas["Pruned"];
export type Retention = Schemas["RetentionShape"];

async function ask<T>(
  method: string,
  place: string,
  options: { query?: Query; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send(method, place, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const settingsApi = {
  rules: (signal?: AbortSignal) => ask<RuleTable>("GET", "environment-rules", signal ? { signal } : {}),
  setRules: (rules: readonly EnvironmentRule[]) =>
    ask<RuleTable>("PUT", "environment-rules", { body: { rules } }),
  setCondaFromPypi: (conda_from_pypi: boolean) =>
    ask<RuleTable>("PUT", "environment-rules", { body: { conda_from_pypi } }),
  paths: (signal?: AbortSignal) => ask<{ maps: PathRule[] }>("GET", "path-map", signal ? { signal } : {}),
  setPaths: (maps: readonly PathRule[]) => ask<{ maps: PathRule[] }>("PUT", "path-map", { body: { maps } }),
  storage: (signal?: AbortSignal) => ask<Storage>("GET", "storage", signal ? { signal } : {}),
  prune: (choice: PruneChoice, dry_run: boolean) =>
    ask<PruneAnswer>("POST", "storage/prune", { body: { ...choice, dry_run } }),
  retention: (signal?: AbortSignal) =>
    ask<{ retention: Retention }>("GET", "workspace/settings", signal ? { signal } : {}),
  /** A pinned job stays whatever the settings say: its tag `pinned` says so. */
  pin: async (name: string, on: boolean) => {
    const place = `jobs/${encodeURIComponent(name)}`;
    const { tags } = await ask<{ tags: Record<string, string> }>("GET", place);
    const { pinned: _before, keep: _other, ...rest } = tags;
    return ask<unknown>("PATCH", place, { body: { tags: on ? { ...rest, pinned: "true" } : rest } });
  },
  setRetention: (retention: Retention) =>
    ask<{ retention: Retention }>("PUT", "workspace/settings", { body: { retention } }),
};

export const useRules = () =>
  useQuery({
    queryKey: ["settings", "rules"],
    queryFn: ({ signal }) => settingsApi.rules(signal),
  });

export const usePaths = () =>
  useQuery({
    queryKey: ["settings", "paths"],
    queryFn: ({ signal }) => settingsApi.paths(signal),
    select: (data) => data.maps,
  });

export const useStorage = () =>
  useQuery({ queryKey: ["settings", "storage"], queryFn: ({ signal }) => settingsApi.storage(signal) });

export const useRetention = () =>
  useQuery({
    queryKey: ["settings", "retention"],
    queryFn: ({ signal }) => settingsApi.retention(signal),
    select: (data) => data.retention,
  });

/** A change of one part of the settings, after which its page shows what the server kept. */
export function useSettingsChange<Input, Kept>(part: string, change: (input: Input) => Promise<Kept>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (kept) => client.setQueryData(["settings", part], kept),
  });
}
