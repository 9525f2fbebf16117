/** Says status changes to a screen reader: politely, gathered, never one line per node. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { statusLook } from "../../canvas";
import { useLiveRun } from "../live/store";
import type { NodeState, RunSnapshot } from "../live/types";

const GATHER = 1500;
const NAMED = 2;

/** Status -> names of the nodes that came to it between two states. */
export function changesBetween(before: RunSnapshot, after: RunSnapshot): Map<string, string[]> {
  const changes = new Map<string, string[]>();
  for (const [path, node] of Object.entries<NodeState>(after.nodes)) {
    if (path === "" || before.nodes[path]?.status === node.status) continue;
    changes.set(node.status, [...(changes.get(node.status) ?? []), path]);
  }
  return changes;
}

export function useAnnouncer(): string {
  const { t } = useTranslation(["jobs", "frame"]);
  const [text, setText] = useState("");
  const told = useRef<RunSnapshot | null>(null);
  const run = useLiveRun((state) => state.run);
  useEffect(() => {
    if (!run) return;
    if (!told.current) {
      told.current = run;
      return;
    }
    const timer = window.setTimeout(() => {
      const before = told.current;
      told.current = run;
      if (!before || before === run) return;
      const word = (status: string) => t(`frame:${statusLook(status).key}`);
      const parts = [...changesBetween(before, run)].map(([status, paths]) =>
        paths.length <= NAMED
          ? t("announce.named", { nodes: paths.join(", "), status: word(status) })
          : t("announce.counted", { count: paths.length, status: word(status) }),
      );
      if (before.job.status !== run.job.status)
        parts.push(t("announce.job", { status: word(run.job.status) }));
      if (parts.length > 0) setText(parts.join(". "));
    }, GATHER);
    return () => window.clearTimeout(timer);
  }, [run, t]);
  return text;
}
