/** Which tabs a child job has: none is shown that has nothing to say. Pure. */

export const TABS = ["overview", "io", "metrics", "logs", "code", "resources", "events", "children"] as const;
export type Tab = (typeof TABS)[number];

/** A sub-pipeline has no process of its own. */
const OF_STEPS: ReadonlySet<Tab> = new Set<Tab>(["metrics", "logs", "code", "resources"]);

export interface TabFacts {
  kind: string;
  hasChildren: boolean;
}

export function tabsOf({ kind, hasChildren }: TabFacts): Tab[] {
  const isPipeline = kind === "pipeline";
  return TABS.filter((tab) => {
    if (tab === "children") return hasChildren;
    return !(isPipeline && OF_STEPS.has(tab));
  });
}

/** The tab of the address when the node has it, else the first. */
export function chosenTab(wanted: string | null, tabs: readonly Tab[]): Tab {
  return tabs.find((tab) => tab === wanted) ?? tabs[0] ?? "overview";
}
