/** Taking jobs away: first without force, so that each says what it feeds; then what was agreed to. Asks the server. */
import { ApiError, send } from "../../api/client";
import { jobPath } from "../api";

/** What is left without its source: a step that was reused, a job that read an output, an asset made from one. */
export interface Feed {
  how: "reused" | "read" | "registered";
  job: string;
  node: string;
  name: string;
}

export interface Outcome {
  gone: string[];
  /** Still there, because it feeds others. */
  feeding: { job: string; feeds: Feed[] }[];
  /** Still there for another reason, in the server's words. */
  refused: { job: string; why: string }[];
}

function feedsIn(error: ApiError): Feed[] {
  const inner = (error.body.error ?? {}) as { feeds?: Feed[] };
  return (error.body.feeds as Feed[] | undefined) ?? inner.feeds ?? [];
}

export async function deleteJobs(names: readonly string[], force: boolean): Promise<Outcome> {
  const outcome: Outcome = { gone: [], feeding: [], refused: [] };
  // One after the other: what one feeds may be among the ones before it.
  for (const job of names) {
    try {
      await send("DELETE", jobPath(job), force ? { query: { force: true } } : {});
      outcome.gone.push(job);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "in_use") outcome.feeding.push({ job, feeds: feedsIn(error) });
      else if (error.status === 404) outcome.gone.push(job);
      else outcome.refused.push({ job, why: [error.message, error.hint].filter(Boolean).join(" ") });
    }
  }
  return outcome;
}
