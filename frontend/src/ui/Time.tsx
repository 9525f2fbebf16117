/** Durations and moments: ticking while something goes on, the full time on hover. */
import { useTranslation } from "react-i18next";
import { elapsed, formatDuration, formatFull, formatRelative, formatTicking, type TimeUnits } from "./format";
import { useNow } from "./useNow";

export function useTimeUnits(): TimeUnits {
  const { t } = useTranslation("pages");
  return {
    ms: t("ui.units.ms"),
    s: t("ui.units.s"),
    m: t("ui.units.m"),
    h: t("ui.units.h"),
    d: t("ui.units.d"),
  };
}

interface DurationProps {
  start: string | null | undefined;
  end: string | null | undefined;
  /** Shown when nothing has started. */
  none?: string;
}

export function Duration({ start, end, none = "–" }: DurationProps) {
  const ticking = Boolean(start) && !end;
  const now = useNow(ticking);
  const units = useTimeUnits();
  const ms = elapsed(start, end, ticking ? Math.max(now, Date.parse(start ?? "")) : now);
  if (ms === null) return <span className="num">{none}</span>;
  return <span className="num">{ticking ? formatTicking(ms, units) : formatDuration(ms, units)}</span>;
}

export function RelativeTime({ time, none = "–" }: { time: string | null | undefined; none?: string }) {
  const { i18n } = useTranslation();
  const now = useNow(Boolean(time));
  const then = time ? Date.parse(time) : Number.NaN;
  if (!time || Number.isNaN(then)) return <span>{none}</span>;
  return (
    <time dateTime={time} title={formatFull(then, i18n.language)}>
      {formatRelative(then, Math.max(now, then), i18n.language)}
    </time>
  );
}
