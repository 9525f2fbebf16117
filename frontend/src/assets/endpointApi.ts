/** Deployments of an endpoint, and calling it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, server } from "../api/server";

export type Deployment = Schemas["Deployment"];
export type DeploymentDetail = Schemas["DeploymentDetail"];
export type Invocation = Schemas["Invocation"];

const key = (endpoint: string) => ["assets", "endpoints", "deployments", endpoint];

export const useDeployments = (endpoint: string) =>
  useQuery({
    queryKey: key(endpoint),
    queryFn: ({ signal }) => server.get("endpoints/{name}/deployments", { path: { name: endpoint }, signal }),
    select: (data) => data.items,
  });

export const useDeployment = (endpoint: string, deployment: string) =>
  useQuery({
    queryKey: [...key(endpoint), deployment],
    queryFn: ({ signal }) =>
      server.get("endpoints/{name}/deployments/{deployment}", {
        path: { name: endpoint, deployment },
        signal,
      }),
    enabled: deployment !== "",
  });

export const endpointApi = {
  deploy: (endpoint: string, files: readonly File[]) => {
    const body = new FormData();
    files.forEach((file) => body.append("file", file));
    return server.post("endpoints/{name}/deployments", { path: { name: endpoint }, body });
  },
  setDefault: (endpoint: string, deployment: string) =>
    server.patch("endpoints/{name}", {
      path: { name: endpoint },
      body: { defaults: { deployment_name: deployment } },
    }),
  remove: (endpoint: string, deployment: string) =>
    server.delete("endpoints/{name}/deployments/{deployment}", { path: { name: endpoint, deployment } }),
  invoke: (endpoint: string, body: Invocation) =>
    server.post("endpoints/{name}/invoke", { path: { name: endpoint }, body }),
};

/** A change of what is behind an endpoint, after which its pages look again. */
export function useEndpointChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["assets", "endpoints"] }),
  });
}
