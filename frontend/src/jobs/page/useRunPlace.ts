/** The address of a Job page: which graph, which child job, which tab. Back closes what was opened. */
import { useCallback, useMemo } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

export interface RunPlace {
  /** Path of the sub-pipeline named by the address, null when it follows from the node. */
  graph: string | null;
  node: string | null;
  tab: string | null;
}

export function useRunPlace() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const place: RunPlace = useMemo(
    () => ({ graph: params.get("path"), node: params.get("node"), tab: params.get("tab") }),
    [params],
  );
  const go = useCallback(
    (next: Partial<RunPlace>, replace = false) => {
      const merged = { ...place, ...next };
      const query = new URLSearchParams();
      if (merged.graph) query.set("path", merged.graph);
      if (merged.node !== null) query.set("node", merged.node);
      if (merged.node !== null && merged.tab) query.set("tab", merged.tab);
      const text = query.toString();
      void navigate(
        { search: text ? `?${text}` : "" },
        { replace, state: replace ? location.state : { opened: true } },
      );
    },
    [place, navigate, location.state],
  );
  return { place, go };
}
