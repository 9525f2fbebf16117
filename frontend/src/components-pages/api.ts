/** Registered components as the server tells them. */
import { useQuery } from "@tanstack/react-query";
import { type Schemas, server } from "../api/server";

export type ComponentSummary = Schemas["ComponentItem"];
export type ComponentDetail = Schemas["ComponentDetail"];

export interface ComponentFilter {
  search: string;
  type: string;
  tag: string;
}

export const useComponents = (filter: ComponentFilter) =>
  useQuery({
    queryKey: ["components", filter],
    queryFn: () => server.get("components", { query: { ...filter } }),
    select: (data) => data.items,
    placeholderData: (before) => before,
  });

export const useComponent = (name: string, version: string) =>
  useQuery({
    queryKey: ["component", name, version],
    queryFn: () => server.get("components/{name}/{version}", { path: { name, version } }),
  });

export const readFile = (name: string, version: string, path: string) =>
  server.get("components/{name}/{version}/file", { path: { name, version }, query: { path } });

export const componentHref = (name: string, version: string) =>
  `/components/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;
