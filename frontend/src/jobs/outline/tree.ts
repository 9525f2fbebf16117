/** The outline of a run: a flat map of paths becomes the rows a person sees. Pure; made for 5,000 nodes. */
import type { NodeState, StatusWord } from "../live/types";

export interface OutlineRow {
  path: string;
  name: string;
  depth: number;
  node: NodeState;
  hasChildren: boolean;
  open: boolean;
}

export interface OutlineFilter {
  search: string;
  /** "reused" stands beside the status words: it is what people look for. */
  status: StatusWord | "reused" | null;
  failedFirst: boolean;
  closed: ReadonlySet<string>;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

type Tree = Map<string, string[]>;

export function childrenByParent(nodes: Record<string, NodeState>): Tree {
  const tree: Tree = new Map();
  for (const path of Object.keys(nodes)) {
    if (path === "") continue;
    const parent = parentPath(path);
    const siblings = tree.get(parent);
    if (siblings) siblings.push(path);
    else tree.set(parent, [path]);
  }
  return tree;
}

const RANK: Partial<Record<StatusWord, number>> = { Failed: 0, NotResponding: 1, Running: 2, Canceled: 3 };

function matches(path: string, node: NodeState, filter: OutlineFilter, wanted: string): boolean {
  if (filter.status === "reused" ? !node.reused_from : filter.status && node.status !== filter.status)
    return false;
  return (
    wanted === "" || path.toLowerCase().includes(wanted) || (node.name ?? "").toLowerCase().includes(wanted)
  );
}

/** Paths to keep: the matching ones and their ancestors; null when everything stays. */
function keep(nodes: Record<string, NodeState>, filter: OutlineFilter): Set<string> | null {
  const wanted = filter.search.trim().toLowerCase();
  if (wanted === "" && filter.status === null) return null;
  const kept = new Set<string>();
  for (const [path, node] of Object.entries(nodes)) {
    if (!matches(path, node, filter, wanted)) continue;
    for (let at = path; at !== "" && !kept.has(at); at = parentPath(at)) kept.add(at);
  }
  return kept;
}

export function outlineRows(nodes: Record<string, NodeState>, filter: OutlineFilter): OutlineRow[] {
  const tree = childrenByParent(nodes);
  const kept = keep(nodes, filter);
  const rows: OutlineRow[] = [];
  const order = (paths: string[]): string[] => {
    if (!filter.failedFirst) return paths;
    const rank = (path: string) => RANK[nodes[path]!.status] ?? 9;
    return [...paths].sort((a, b) => rank(a) - rank(b));
  };
  const visit = (parent: string, depth: number): void => {
    for (const path of order(tree.get(parent) ?? [])) {
      if (kept && !kept.has(path)) continue;
      const hasChildren = tree.has(path);
      const open = kept !== null || !filter.closed.has(path);
      rows.push({ path, name: baseName(path), depth, node: nodes[path]!, hasChildren, open });
      if (hasChildren && open) visit(path, depth + 1);
    }
  };
  visit("", 0);
  return rows;
}

/** The paths of the ancestors of `path`, outermost first, without itself. */
export function ancestors(path: string): string[] {
  const found: string[] = [];
  for (let at = parentPath(path); at !== ""; at = parentPath(at)) found.unshift(at);
  return found;
}
