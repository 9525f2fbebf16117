/** Why a step ran, was reused or joined another, in full: what the key was made of, and the files that differ. */
import { useQuery } from "@tanstack/react-query";
import { server, type Schemas } from "../../api/server";

export type ExplainRow = Schemas["Part"];
export type ExplainFile = Schemas["FileChange"];
export type Explanation = Schemas["Explanation"];

export function useExplanation(job: string, node: string, version: string, wanted: boolean) {
  return useQuery({
    queryKey: ["job", job, "explain", node, version],
    queryFn: () => server.get("jobs/{name}/explain", { path: { name: job }, query: { node } }),
    enabled: wanted,
    staleTime: 60_000,
  });
}

/** `inputs.rate` -> its kind and its own name. */
export function partName(part: string): { kind: string; name: string } {
  const [kind = "", ...rest] = part.split(".");
  return { kind, name: rest.join(".") };
}

/** Two values as a diff is shown, when at least one has several lines; else they are short enough to stand side by side. */
export function needsLines(row: ExplainRow): boolean {
  return [row.mine, row.theirs].some((text) => text !== null && (text.includes("\n") || text.length > 80));
}
