/** From what is chosen on the page to what the server is asked. Pure. */
import type { Fed, PruneAnswer, PruneChoice } from "./api";

export interface Chosen {
  which: "all" | "failed" | "archived";
  days: number | null;
  keepLast: number | null;
  caches: boolean;
}

export const NO_CHOICE: Chosen = { which: "all", days: 30, keepLast: null, caches: false };

/** Null for a choice that would mean "every job there is": nobody means that by leaving a form empty. */
export function choiceOf({ which, days, keepLast, caches }: Chosen): PruneChoice | null {
  const limited = which !== "all" || days !== null || keepLast !== null;
  if (!limited && !caches) return null;
  return {
    ...(days !== null ? { older_than_days: days } : {}),
    ...(keepLast !== null ? { keep_last: keepLast } : {}),
    ...(which === "failed" ? { failed_only: true } : {}),
    ...(which === "archived" ? { archived_only: true } : {}),
    ...(caches ? { caches: true } : {}),
  };
}

/** What is lost beside the list itself, each counted once: outputs of others, and where others came from. */
export function feedsOf(plan: PruneAnswer): { gone: number; orphaned: number } {
  const feeds = plan.items.flatMap((item) => item.feeds);
  const count = (found: readonly Fed[]) => new Set(found.map(({ how, name }) => `${how} ${name}`)).size;
  return {
    gone: count(feeds.filter((fed) => fed.how === "reused")),
    orphaned: count(feeds.filter((fed) => fed.how !== "reused")),
  };
}

/** The page of a job that loses something; null for what is no job. */
export const fedHref = ({ job, node }: Fed): string | null =>
  job ? `/jobs/${encodeURIComponent(job)}${node ? `?node=${encodeURIComponent(node)}` : ""}` : null;
