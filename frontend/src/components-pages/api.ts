/** Registered components as the server tells them. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Interface } from "../graph/types";
import type { CodeFile } from "../ui";

export interface ComponentSummary extends Interface {
  created: string;
  versions: string[];
  latest: string;
}

export interface ComponentDetail extends Interface {
  created: string;
  yaml: string;
  files: CodeFile[];
  versions: string[];
  latest: string;
  used_by: { kind: "draft" | "component"; id: string; name: string }[];
}

export interface ComponentFilter {
  search: string;
  type: string;
  tag: string;
}

export const useComponents = (filter: ComponentFilter) =>
  useQuery({
    queryKey: ["components", filter],
    queryFn: () => api.get<{ items: ComponentSummary[] }>("components", { ...filter }),
    select: (data) => data.items,
    placeholderData: (before) => before,
  });

export const componentPath = (name: string, version: string) =>
  `components/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;

export const useComponent = (name: string, version: string) =>
  useQuery({
    queryKey: ["component", name, version],
    queryFn: () => api.get<ComponentDetail>(componentPath(name, version)),
  });

export async function readFile(
  name: string,
  version: string,
  path: string,
): Promise<{ text: string; language?: string | null }> {
  const answer = await api.get<{ text: string; language?: string | null }>(
    `${componentPath(name, version)}/file`,
    { path },
  );
  return answer;
}

export const componentHref = (name: string, version: string) =>
  `/components/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;
