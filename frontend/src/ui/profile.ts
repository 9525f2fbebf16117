/** What is known of each column of a table, as the server sends it, and small pure helpers over it. */

export interface HistogramBin {
  from: number;
  to: number;
  count: number;
}

export interface ColumnFacts {
  name: string;
  type: string;
  nulls: number;
  distinct?: number | null;
  min?: number | string | null;
  max?: number | string | null;
  mean?: number | null;
  std?: number | null;
  histogram?: readonly HistogramBin[] | null;
  top?: readonly { value: unknown; count: number }[] | null;
}

export interface DataProfile {
  /** Rows that were looked at. */
  rows: number;
  /** Rows there are, when that is known. */
  rows_total?: number | null;
  columns: readonly ColumnFacts[];
}

export interface Bar {
  label: string;
  count: number;
  /** 0 to 1 of the highest bar. */
  share: number;
  /** The same as drawn in little room: something that is there is never invisible. */
  height: number;
}

/** 1234567.5 -> 1,234,568 · 0.000012 -> 1.2E-5: six digits say enough in a cell. */
export function formatNumber(value: number, language: string): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const far = size !== 0 && (size < 1e-4 || size >= 1e12);
  return new Intl.NumberFormat(language, {
    maximumSignificantDigits: Number.isInteger(value) && !far ? 15 : 5,
    ...(far ? { notation: "scientific" as const } : {}),
  }).format(value);
}

/** A number by the rules of the language, anything else as it is; null when there is nothing. */
export function cellOf(value: unknown, language: string): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number") return formatNumber(value, language);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** 0 to 1; 0 for a table without rows. */
export const shareOf = (count: number, rows: number): number => (rows > 0 ? Math.min(1, count / rows) : 0);

/** 12.3 % with as many digits as tell something: a single empty cell among a million is not 0 %. */
export function formatShare(share: number, language: string): string {
  const percent = (value: number, digits: number) =>
    new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(value);
  if (share > 0 && share < 0.001) return `< ${percent(0.001, 1)}`;
  return percent(share, share < 0.1 && share > 0 ? 1 : 0);
}

/** The histogram, or where there is none the most frequent values, as bars of one scale. */
export function barsOf(column: ColumnFacts, language: string): Bar[] {
  const bins = column.histogram ?? [];
  const found =
    bins.length > 0
      ? bins.map(({ from, to, count }) => ({
          label:
            from === to
              ? formatNumber(from, language)
              : `${formatNumber(from, language)} – ${formatNumber(to, language)}`,
          count,
        }))
      : (column.top ?? []).map(({ value, count }) => ({ label: cellOf(value, language) ?? "∅", count }));
  const most = Math.max(1, ...found.map((bar) => bar.count));
  return found.map((bar) => {
    const share = bar.count / most;
    return { ...bar, share, height: share === 0 ? 0 : Math.max(0.06, share) };
  });
}

/** The highest bar: what somebody who hears the picture is told. */
export const highest = (bars: readonly Bar[]): Bar | undefined =>
  bars.reduce<Bar | undefined>((best, bar) => (best && best.count >= bar.count ? best : bar), undefined);
