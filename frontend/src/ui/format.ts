/** Durations, sizes, times and counts as people read them. Pure; the words of a language are given in. */

export interface TimeUnits {
  ms: string;
  s: string;
  m: string;
  h: string;
  d: string;
}

const ENGLISH: TimeUnits = { ms: "ms", s: "s", m: "m", h: "h", d: "d" };

/** 850 ms · 4.2 s · 23 s · 1 m 23 s · 2 h 05 m · 3 d 4 h. Milliseconds in. */
export function formatDuration(ms: number, units: TimeUnits = ENGLISH): string {
  const value = Math.max(0, ms);
  if (value < 1000) return `${Math.round(value)} ${units.ms}`;
  if (value < 9950) return `${(value / 1000).toFixed(1)} ${units.s}`;
  const seconds = Math.round(value / 1000);
  if (seconds < 60) return `${seconds} ${units.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${units.m} ${String(seconds % 60).padStart(2, "0")} ${units.s}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} ${units.h} ${String(minutes % 60).padStart(2, "0")} ${units.m}`;
  return `${Math.floor(hours / 24)} ${units.d} ${hours % 24} ${units.h}`;
}

/** As formatDuration, in whole seconds: what a ticking clock shows, so that it does not flicker. */
export function formatTicking(ms: number, units: TimeUnits = ENGLISH): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  return seconds < 60 ? `${seconds} ${units.s}` : formatDuration(seconds * 1000, units);
}

const SIZES = ["B", "kB", "MB", "GB", "TB", "PB"];

/** 999 B · 4.2 MB · 12 GB (decimal, as disks are sold and as browsers show downloads). */
export function formatSize(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < SIZES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text =
    unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, "");
  return `${text} ${SIZES[unit]}`;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 1000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
  ["week", 604_800_000],
  ["month", 2_629_800_000],
  ["year", 31_557_600_000],
];

/** "2 minutes ago" in the language given; "now" within five seconds. */
export function formatRelative(then: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const distance = then - now;
  const size = Math.abs(distance);
  if (size < 5000) return format.format(0, "second");
  let [unit, length] = STEPS[0]!;
  for (const [candidate, span] of STEPS) {
    if (size >= span) [unit, length] = [candidate, span];
  }
  return format.format(Math.trunc(distance / length), unit);
}

/** The full local time, to the second, with its zone. */
export function formatFull(then: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long" }).format(then);
}

/** Hours, minutes, seconds and milliseconds: for lists of events. */
export function formatClock(then: number, language: string): string {
  const clock = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  return clock.format(then);
}

export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

/** Milliseconds between two ISO times; the second may be missing, then `now` stands in. Null when nothing started. */
export function elapsed(
  start: string | null | undefined,
  end: string | null | undefined,
  now: number,
): number | null {
  if (!start) return null;
  const from = Date.parse(start);
  const to = end ? Date.parse(end) : now;
  return Number.isNaN(from) || Number.isNaN(to) ? null : Math.max(0, to - from);
}
