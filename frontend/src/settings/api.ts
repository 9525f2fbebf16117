/** Settings of the workspace: rules of environments, map of paths, storage, retention. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, server } from "../api/server";

export type EnvironmentRule = Schemas["EnvironmentRule"];
export type RuleTable = Schemas["EnvironmentRules"];

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

type Signal = AbortSignal | undefined;

export const settingsApi = {
  rules: (signal?: Signal) => server.get("environment-rules", { signal }),
  setRules: (rules: readonly EnvironmentRule[]) =>
    server.put("environment-rules", { body: { rules: [...rules] } }),
  setCondaFromPypi: (conda_from_pypi: boolean) =>
    server.put("environment-rules", { body: { conda_from_pypi } }),
  paths: (signal?: Signal) => server.get("path-map", { signal }),
  setPaths: (maps: readonly PathRule[]) => server.put("path-map", { body: { maps: [...maps] } }),
  storage: (signal?: Signal) => server.get("storage", { signal }),
  prune: (choice: PruneChoice, dry_run: boolean) =>
    server.post("storage/prune", { body: { ...choice, dry_run } }),
  retention: (signal?: Signal) => server.get("workspace/settings", { signal }),
  /** A pinned job stays whatever the settings say: its tag `pinned` says so. */
  pin: async (name: string, on: boolean) => {
    const { tags = {} } = await server.get("jobs/{name}", { path: { name } });
    const { pinned: _before, keep: _other, ...rest } = tags;
    const body = { tags: on ? { ...rest, pinned: "true" } : rest };
    return server.patch("jobs/{name}", { path: { name }, body });
  },
  setRetention: (retention: Retention) => server.put("workspace/settings", { body: { retention } }),
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
