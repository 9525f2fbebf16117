/** From what is chosen on the page to what the server is asked. Pure. */
import type { PruneAnswer, PruneChoice } from "./api";

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

/** How many results could not be made again, each counted once. */
export function feedsOf(plan: PruneAnswer): number {
  return new Set(plan.items.flatMap((item) => item.feeds.map(({ job, node }) => `${job} ${node ?? ""}`)))
    .size;
}
