/** A moment to come: how long until then, the full time on hover. */
import { useTranslation } from "react-i18next";
import { formatFull, formatRelative, useNow } from "../ui";

export function Moment({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const now = useNow(true);
  const then = Date.parse(time);
  if (Number.isNaN(then)) return <span>–</span>;
  return (
    <time dateTime={time} title={formatFull(then, i18n.language)}>
      {formatRelative(then, now, i18n.language)}
    </time>
  );
}

export function FullMoment({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const then = Date.parse(time);
  const words = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeStyle: "short" });
  return <time dateTime={time}>{Number.isNaN(then) ? "–" : words.format(then)}</time>;
}
