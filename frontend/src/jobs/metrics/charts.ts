/** Which metrics share a chart, and what their lines are. Pure. */
import { smooth, type Line } from "../../charts/series";
import type { Metric, MetricValue } from "../measures";

export type Axis = "step" | "time";

/** What people put before the name of a metric to say on which data it was measured. */
const PART_OF_DATA = /^(train(ing)?|val(id(ation)?)?|test|eval(uation)?|dev)[_./ -]+/i;

export const subject = (key: string): string => key.replace(PART_OF_DATA, "") || key;

export const numeric = (value: MetricValue): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

export interface Group {
  title: string;
  metrics: Metric[];
}

/** Metrics with more than one point, those of one subject together: `train_loss` and `val_loss` make a chart. */
export function groups(metrics: readonly Metric[]): Group[] {
  const found = new Map<string, Metric[]>();
  for (const metric of metrics) {
    if (metric.points.length < 2) continue;
    const title = subject(metric.key);
    found.set(title, [...(found.get(title) ?? []), metric]);
  }
  return [...found].map(([title, members]) => ({
    title: members.length === 1 ? members[0]!.key : title,
    metrics: members,
  }));
}

/** Over steps, or over seconds since the first point of all. A metric logged without steps has only time. */
export function lineOf(metric: Metric, axis: Axis, start: number, weight: number): Line {
  const points = metric.points.map(([step, at, value]) => [
    axis === "step" ? step : (at - start) / 1000,
    numeric(value),
  ]) as [number, number | null][];
  points.sort((a, b) => a[0] - b[0]);
  return { name: metric.key, points: smooth(points, weight) };
}

/** Every point at step 0: steps would put them on one another. */
export const stepless = (metrics: readonly Metric[]): boolean =>
  metrics.every((metric) => metric.points.every(([step]) => step === metric.points[0]?.[0]));

export const firstMoment = (metrics: readonly Metric[]): number =>
  Math.min(...metrics.flatMap((metric) => metric.points.map(([, at]) => at)), Infinity);
