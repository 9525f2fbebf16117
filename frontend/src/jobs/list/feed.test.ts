import { describe, expect, it } from "vitest";
import type { JobSummary } from "../api";
import { mergeJobs } from "./feed";

const job = (name: string, created: string, extra: Partial<JobSummary> = {}): JobSummary => ({
  name,
  display_name: name,
  experiment_name: "e",
  type: "pipeline",
  status: "Running",
  created,
  updated: 0,
  draft: null,
  creator: "",
  tags: {},
  start_time: null,
  end_time: null,
  duration: null,
  counts: {},
  reused: 0,
  error: null,
  ...extra,
});
const all = { experiment: "", status: "", search: "" };
const names = (pages: { items: JobSummary[] }[]) =>
  pages.map((page) => page.items.map((item) => `${item.name}:${item.status}`));

describe("jobs that changed", () => {
  const pages = [{ items: [job("b", "2"), job("a", "1")], next: null, experiments: [] }];

  it("are renewed in their place", () => {
    expect(names(mergeJobs(pages, [job("a", "1", { status: "Completed" })], all))).toEqual([
      ["b:Running", "a:Completed"],
    ]);
  });

  it("come on top when they are new", () => {
    expect(names(mergeJobs(pages, [job("c", "3"), job("d", "4")], all))).toEqual([
      ["d:Running", "c:Running", "b:Running", "a:Running"],
    ]);
  });

  it("leave a list they no longer fit, and do not enter one they do not", () => {
    const running = { ...all, status: "Running" };
    expect(
      names(
        mergeJobs(pages, [job("a", "1", { status: "Failed" }), job("z", "9", { status: "Failed" })], running),
      ),
    ).toEqual([["b:Running"]]);
  });

  it("from before the first page do not jump to the top", () => {
    expect(names(mergeJobs(pages, [job("old", "0")], all))).toEqual([["b:Running", "a:Running"]]);
  });
});
