import { expect, it } from "vitest";
import type { Metric } from "../measures";
import { firstMoment, groups, lineOf, numeric, stepless, subject } from "./charts";

const metric = (key: string, ...points: Metric["points"]): Metric => ({
  key,
  value: points.at(-1)?.[2] ?? null,
  step: points.at(-1)?.[0] ?? 0,
  timestamp: points.at(-1)?.[1] ?? 0,
  count: points.length,
  points,
});

it("metrics of one subject share a chart, whatever data they were measured on", () => {
  const made = groups([
    metric("train_loss", [0, 0, 1], [1, 1, 0.5]),
    metric("val_loss", [0, 0, 2], [1, 1, 1]),
    metric("accuracy", [0, 0, 0.1], [1, 1, 0.2]),
    metric("r2", [0, 0, 0.3]),
  ]);
  expect(made.map((group) => [group.title, group.metrics.map((one) => one.key)])).toEqual([
    ["loss", ["train_loss", "val_loss"]],
    ["accuracy", ["accuracy"]],
  ]);
});

it("a chart with one metric has that metric's whole name", () => {
  expect(groups([metric("val_loss", [0, 0, 2], [1, 1, 1])])[0]?.title).toBe("val_loss");
  expect(subject("train_")).toBe("train_");
});

it("a line runs over steps or over seconds since the first point", () => {
  const one = metric("loss", [10, 5_000, 3], [0, 4_000, 4]);
  expect(lineOf(one, "step", 4_000, 0).points).toEqual([
    [0, 4],
    [10, 3],
  ]);
  expect(lineOf(one, "time", firstMoment([one]), 0).points).toEqual([
    [0, 4],
    [1, 3],
  ]);
});

it("what is no number is a hole", () => {
  expect(numeric(null)).toBeNull();
  expect(numeric(Number.NaN)).toBeNull();
  expect(numeric(0.5)).toBe(0.5);
});

it("metrics that were all logged without a step are known", () => {
  expect(stepless([metric("a", [0, 1, 1], [0, 2, 2])])).toBe(true);
  expect(stepless([metric("a", [0, 1, 1], [1, 2, 2])])).toBe(false);
});
