/** Numbers made ready for a chart: smoothed, joined on one axis, told in words. Pure; knows no chart library. */

/** A line: x ascending, y null where there is no number. */
export interface Line {
  name: string;
  points: readonly (readonly [x: number, y: number | null])[];
}

export type Columns = [number[], ...(number | null)[][]];

/** Lines with x values of their own, on one shared axis, as uPlot wants them. */
export function aligned(lines: readonly Line[]): Columns {
  const all = new Set<number>();
  for (const line of lines) for (const [x] of line.points) all.add(x);
  const xs = [...all].sort((a, b) => a - b);
  const places = new Map(xs.map((x, index) => [x, index]));
  const columns = lines.map((line) => {
    const column: (number | null)[] = new Array<number | null>(xs.length).fill(null);
    for (const [x, y] of line.points) column[places.get(x)!] = y;
    return column;
  });
  return [xs, ...columns];
}

/** Exponential moving average without a bias at the start; 0 leaves the line as it is, 0.99 is nearly flat. */
export function smooth(points: Line["points"], weight: number): Line["points"] {
  if (weight <= 0) return points;
  let last = 0;
  let seen = 0;
  return points.map(([x, y]) => {
    if (y === null || !Number.isFinite(y)) return [x, null] as const;
    last = last * weight + (1 - weight) * y;
    seen += 1;
    return [x, last / (1 - weight ** seen)] as const;
  });
}

export const hasPositive = (lines: readonly Line[]): boolean =>
  lines.some((line) => line.points.some(([, y]) => y !== null && y > 0));

/** A logarithm has no place for zero and what is below it: those points are left out. */
export const positive = (points: Line["points"]): Line["points"] =>
  points.map(([x, y]) => [x, y !== null && y > 0 ? y : null] as const);

/** 0.00012345 -> 1.234e-4 · 0.12345 -> 0.1235 · 1234567 -> 1,234,567. */
export function formatValue(value: number | null | undefined, language = "en"): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return new Intl.NumberFormat(language).format(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(3);
  return new Intl.NumberFormat(language, { maximumSignificantDigits: size >= 1000 ? 7 : 4 }).format(value);
}

export interface Extremes {
  min: number | null;
  max: number | null;
  last: number | null;
}

export function extremes(points: Line["points"]): Extremes {
  let min: number | null = null;
  let max: number | null = null;
  let last: number | null = null;
  for (const [, y] of points) {
    if (y === null || !Number.isFinite(y)) continue;
    if (min === null || y < min) min = y;
    if (max === null || y > max) max = y;
    last = y;
  }
  return { min, max, last };
}

/** Ever growing totals -> how fast they grow, per second. A total that falls (a process ended) counts as standing. */
export function rates(points: Line["points"]): Line["points"] {
  let before: readonly [number, number] | null = null;
  const out: [number, number | null][] = [];
  for (const [x, y] of points) {
    if (y === null) continue;
    if (before !== null && x > before[0]) out.push([x, Math.max(0, y - before[1]) / (x - before[0])]);
    before = [x, y];
  }
  return out;
}

/** 0 s · 0.5 s · 12 s: the seconds of an axis; longer times are for the words of durations. */
export function formatSeconds(seconds: number, unit: string): string | null {
  if (seconds >= 60) return null;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} ${unit}`;
}
