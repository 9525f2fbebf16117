import { describe, expect, it } from "vitest";
import type { Problem } from "../graph/types";
import { groupProblems, isInPipeline, translation, withReport } from "./problemList";

const problem = (change: Partial<Problem>): Problem => ({
  severity: "error",
  file: "pipeline.yml",
  line: 1,
  column: 1,
  path: "jobs.train",
  code: "unknown_key",
  message: "…",
  ...change,
});

describe("problems", () => {
  it("are read errors first, then warnings, then what was translated", () => {
    const groups = groupProblems([
      problem({ severity: "warning", code: "translated" }),
      problem({ severity: "warning" }),
      problem({}),
    ]);
    expect(groups.map((group) => [group.key, group.items.length])).toEqual([
      ["errors", 1],
      ["warnings", 1],
      ["translated", 1],
    ]);
  });

  it("of one group go by line and column; those without a line come last", () => {
    const lines = [
      problem({ line: 0 }),
      problem({ line: 9 }),
      problem({ line: 2, column: 7 }),
      problem({ line: 2 }),
    ];
    expect(groupProblems(lines)[0]!.items.map((one) => [one.line, one.column])).toEqual([
      [2, 1],
      [2, 7],
      [9, 1],
      [0, 1],
    ]);
  });

  it("without any there is no group", () => {
    expect(groupProblems([])).toEqual([]);
  });
});

it("a translation says what was and what is", () => {
  expect(translation(problem({ args: { was: "mode: mount", now: "mode: ro_mount" } }))).toEqual({
    was: "mode: mount",
    now: "mode: ro_mount",
  });
  expect(translation(problem({}))).toBeNull();
});

it("the report of an import stands beside what is found now, each once", () => {
  const old = problem({ severity: "warning", code: "translated", message: "a" });
  expect(withReport([problem({}), old], [old])).toHaveLength(2);
  expect(withReport([], [old])).toEqual([old]);
});

it("a line of a component's own file is not a line of the pipeline", () => {
  const components = { "./parts/train.yml": { ref: "./parts/train.yml" } as never };
  expect(isInPipeline(problem({ file: "parts/train.yml" }), components)).toBe(false);
  expect(isInPipeline(problem({}), components)).toBe(true);
  expect(isInPipeline(problem({ line: 0 }), components)).toBe(false);
  expect(isInPipeline(problem({ code: "translated" }), components)).toBe(false);
});
