/** Changed jobs, live, for lists. Merging is pure; the hook owns the socket. */
import { useEffect, useRef } from "react";
import { setSocketState } from "../../app/connection";
import type { JobPage, JobSummary } from "../api";
import { Coalescer } from "../live/coalesce";
import { ResumingSocket, socketUrl } from "../live/socket";

export interface JobFilter {
  experiment: string;
  status: string;
  search: string;
}

export function fits(job: JobSummary, filter: JobFilter): boolean {
  const wanted = filter.search.trim().toLowerCase();
  return (
    (filter.experiment === "" || job.experiment_name === filter.experiment) &&
    (filter.status === "" || job.status === filter.status) &&
    (wanted === "" ||
      job.name.toLowerCase().includes(wanted) ||
      (job.display_name ?? "").toLowerCase().includes(wanted))
  );
}

/** Puts changed jobs into the pages at hand: known ones in their place, new ones on top; what no longer fits leaves. */
export function mergeJobs(
  pages: readonly JobPage[],
  changed: readonly JobSummary[],
  filter: JobFilter,
): JobPage[] {
  const news = new Map(changed.map((job) => [job.name, job]));
  const merged = pages.map((page) => ({
    ...page,
    items: page.items.flatMap((old) => {
      const job = news.get(old.name);
      if (!job) return [old];
      news.delete(old.name);
      return fits(job, filter) ? [{ ...old, ...job }] : [];
    }),
  }));
  const newest = merged[0]?.items[0]?.created ?? "";
  const fresh = [...news.values()].filter((job) => fits(job, filter) && job.created >= newest);
  fresh.sort((a, b) => b.created.localeCompare(a.created));
  if (fresh.length > 0 && merged[0]) merged[0] = { ...merged[0], items: [...fresh, ...merged[0].items] };
  return merged;
}

type Frame = { type: string; items?: JobSummary[] };

export function useFeed(onJobs: (jobs: JobSummary[]) => void, onBack: () => void): void {
  const latest = useRef({ onJobs, onBack });
  useEffect(() => {
    latest.current = { onJobs, onBack };
  });
  useEffect(() => {
    const coalescer = new Coalescer<JobSummary>((jobs) => latest.current.onJobs(jobs), 200);
    let lost = false;
    const socket = new ResumingSocket({
      url: () => socketUrl("/ws/feed"),
      onFrame: (frame) => {
        const { type, items } = frame as Frame;
        if (type === "jobs" && items) coalescer.push(items);
      },
      onState: (state) => {
        setSocketState("feed", state === "live" ? "open" : state === "closed" ? null : "connecting");
        if (state === "retrying") lost = true;
        // The feed has no cursor: what was missed while away is read anew.
        if (state === "live" && lost) {
          lost = false;
          latest.current.onBack();
        }
      },
    });
    socket.start();
    return () => {
      coalescer.stop();
      socket.stop();
      setSocketState("feed", null);
    };
  }, []);
}
