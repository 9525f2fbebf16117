/** Which nodes of the draft have a newer version of their component. */
import { useMemo } from "react";
import { newerVersion, pinned, type Known } from "../graph/upgrade";
import { useDoc } from "./store";
import { useLibrary } from "./useLibrary";

/** What the registry knows, by the name of the component. */
export function useKnown(): ReadonlyMap<string, Known> {
  const { data } = useLibrary();
  return useMemo(() => new Map((data ?? []).map((item) => [item.name, item])), [data]);
}

/** `azureml:train:1` -> `3`, for those components of the draft that have a newer version. */
export function useNewer(): ReadonlyMap<string, string> {
  const doc = useDoc();
  const known = useKnown();
  // Moving things about changes the document, but not its nodes.
  const refs = useMemo(
    () => doc.nodes.map((node) => (pinned(node.component) ? String(node.component) : "")).join("\n"),
    [doc.nodes],
  );
  return useMemo(() => {
    const found = new Map<string, string>();
    for (const ref of new Set(refs.split("\n").filter(Boolean))) {
      const version = newerVersion(ref, known);
      if (version) found.set(ref, version);
    }
    return found;
  }, [refs, known]);
}
