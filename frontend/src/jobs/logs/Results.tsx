/** What a search in a log found: one row per line, the one gone to marked. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, formatSize } from "../../ui";
import classes from "./log.module.css";
import { excerpt, type Match } from "./search";

const ROW = 22;

interface ResultsProps {
  matches: readonly Match[];
  at: number;
  onGo: (index: number) => void;
  more: (() => void) | null;
}

export function Results({ matches, at, onGo, more }: ResultsProps) {
  const { t, i18n } = useTranslation("jobs");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: matches.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  const place = (match: Match) =>
    match.line === null ? formatSize(match.offset) : formatCount(match.line, i18n.language);
  return (
    <div className={classes.results} data-testid="log-results" data-keys="own">
      <div
        ref={scroller}
        className={classes.resultList}
        style={{ height: Math.min(matches.length, 7) * ROW + 2 }}
        role="region"
        aria-label={t("log.results")}
        tabIndex={0}
      >
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((row) => {
            const match = matches[row.index]!;
            return (
              <button
                key={row.key}
                type="button"
                className={classes.result}
                style={{ transform: `translateY(${row.start}px)` }}
                aria-current={row.index === at || undefined}
                data-testid="log-match"
                onClick={() => onGo(row.index)}
              >
                <span className={classes.resultPlace}>{place(match)}</span>
                <span className={classes.resultText}>
                  {excerpt(match).map((cut, index) =>
                    cut.hit ? <mark key={index}>{cut.text}</mark> : cut.text,
                  )}
                </span>
              </button>
            );
          })}
        </div>
      </div>
      {more && (
        <button type="button" className={classes.moreResults} onClick={more}>
          {t("log.more")}
        </button>
      )}
    </div>
  );
}
