/** Whether environments are built, and building them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/server";
import { ask, assetPath } from "../api";

export type Build = Schemas["EnvironmentBuild"];
export type BuildState = Build["state"];
/** `mapped_to`: another environment stands in for this one, by a rule. */
export type BuildDetail = Schemas["EnvironmentBuildDetail"];
/** What was found on the machine, by name; null where there is none. */
export type Tools = Schemas["BuildTools"];

export const BUILT_IN = ["current", "classic"] as const;
export const isBuiltIn = (name: string) => (BUILT_IN as readonly string[]).includes(name);

/** While something is being built, looks come close together; otherwise now and then. */
export const pace = (building: boolean): number => (building ? 1000 : 15_000);

export const useBuilds = (enabled = true) =>
  useQuery({
    queryKey: ["assets", "environments", "builds"],
    queryFn: ({ signal }) => ask<Schemas["EnvironmentBuilds"]>("GET", "environments/builds", { signal }),
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
