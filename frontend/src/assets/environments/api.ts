/** Whether environments are built, and building them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, assetPath } from "../api";

export type BuildState = "ready" | "building" | "failed" | "missing";

export interface Build {
  key: string;
  name: string;
  version: string;
  state: BuildState;
  python: string | null;
  packages: number | null;
  size: number | null;
  progress: { done: number; total: number; text: string } | null;
  error: string | null;
  created: string | null;
  last_used: string | null;
  kind: "uv" | "conda" | "container" | "mapped";
}

export interface BuildDetail extends Build {
  lock: string;
  log: string;
  packages_list: { name: string; version: string }[];
  /** Another environment stands in for this one, by a rule. */
  mapped_to: string | null;
}

/** What was found on the machine, by name; null where there is none. */
export interface Tools {
  container: string | null;
  conda: string | null;
}

export const BUILT_IN = ["current", "classic"] as const;
export const isBuiltIn = (name: string) => (BUILT_IN as readonly string[]).includes(name);

/** While something is being built, looks come close together; otherwise now and then. */
export const pace = (building: boolean): number => (building ? 1000 : 15_000);

export const useBuilds = (enabled = true) =>
  useQuery({
    queryKey: ["assets", "environments", "builds"],
    queryFn: ({ signal }) => ask<{ items: Build[]; tools?: Tools }>("GET", "environments/builds", { signal }),
    refetchInterval: ({ state }) => pace(state.data?.items.some((one) => one.state === "building") ?? false),
    enabled,
  });

const buildPath = (name: string, version: string) => `${assetPath("environments", name, version)}/build`;
const buildKey = (name: string, version: string) => ["assets", "environments", "build", name, version];

export const useBuild = (name: string, version: string) =>
  useQuery({
    queryKey: buildKey(name, version),
    queryFn: ({ signal }) => ask<BuildDetail>("GET", buildPath(name, version), { signal }),
    refetchInterval: ({ state }) => pace(state.data?.state === "building"),
  });

export function useBuilding(name: string, version: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (upgrade: boolean) =>
      ask<BuildDetail>("POST", buildPath(name, version), { body: upgrade ? { upgrade } : {} }),
    onSuccess: async (build) => {
      client.setQueryData(buildKey(name, version), build);
      await client.invalidateQueries({ queryKey: ["assets", "environments", "builds"] });
    },
  });
}
