import { expect, it } from "vitest";
import type { Resources, Sample } from "../measures";
import { measures, type Names } from "./charts";

const names: Names = {
  cpu: "CPU",
  rss: "memory",
  limit: "limit",
  read: "read",
  written: "written",
  gpu: "GPU",
  processes: "processes",
};
const made = (samples: Sample[], memory_limit: number | null = null) => {
  const resources: Resources = {
    attempt: 1,
    interval: 1,
    cpus: 2,
    memory_limit,
    gpus: [],
    samples,
    summary: {},
  };
  return measures(resources, names);
};

it("time begins when the step does, and what was never measured has no chart", () => {
  const charts = made([
    [1000, 50, 5e6, 1, null, null, null, null],
    [1001, 80, 6e6, 1, null, null, null, null],
  ]);
  expect(charts.map((chart) => chart.key)).toEqual(["cpu", "memory"]);
  expect(charts[0]!.lines[0]!.points).toEqual([
    [0, 50],
    [1, 80],
  ]);
});

it("a limit of memory is a line of its own across the whole time", () => {
  const memory = made([[10, 1, 5e6, 1, 0, 0, null, null], [30, 1, 6e6, 1, 0, 0, null, null]], 1e9)[1]!; // prettier-ignore
  expect(memory.lines[1]).toEqual({ name: "limit", guide: true, points: [[0, 1e9], [20, 1e9]] }); // prettier-ignore
});

it("bytes read and written are shown per second", () => {
  const disk = made([[0, 1, 1, 1, 0, 0, null, null], [2, 1, 1, 1, 4e6, 0, null, null]]).at(-1)!; // prettier-ignore
  expect(disk.key).toBe("disk");
  expect(disk.lines[0]!.points).toEqual([[2, 2e6]]);
});

it("processes have a chart when there is more than one", () => {
  expect(made([[0, 1, 1, 3, null, null, null, null]]).map((chart) => chart.key)).toContain("processes");
});
