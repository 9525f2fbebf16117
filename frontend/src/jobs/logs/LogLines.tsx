/** The lines in view of a log of any length, coloured as a terminal would. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { parseAnsi, type Span } from "./ansi";
import classes from "./log.module.css";
import { cuts } from "./search";

const LINE = 19;
const NEAR = 40;

const PALETTE = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function colour(value: number | string | undefined): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  return `var(--ansi-${PALETTE[value % 8]})`;
}

function spanStyle(span: Span): React.CSSProperties {
  return {
    color: colour(span.fg),
    backgroundColor: colour(span.bg),
    fontWeight: span.bold ? 600 : undefined,
    opacity: span.dim ? 0.75 : undefined,
    fontStyle: span.italic ? "italic" : undefined,
    textDecoration: span.underline ? "underline" : undefined,
  };
}

const Line = memo(function Line({ text, wanted }: { text: string; wanted: RegExp | null }) {
  return parseAnsi(text).map((span, index) => (
    <span key={index} style={spanStyle(span)}>
      {cuts(span.text, wanted).map((cut, at) => (cut.hit ? <mark key={at}>{cut.text}</mark> : cut.text))}
    </span>
  ));
});

export interface LogLinesProps {
  lines: readonly string[];
  wanted: RegExp | null;
  /** The line a search or a jump went to. */
  target: number | null;
  /** Counts jumps, so that going to the same line again scrolls again. */
  jump: number;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  takePrepended: () => number;
  onTop: () => void;
  /** The window ends before the file does: its end is no end to follow. */
  detached: boolean;
  onBottom: () => void;
  /** A line was pointed at. */
  onLine: (index: number) => void;
  label: string;
  wrap: boolean;
  firstNumber: number | null;
}

export function LogLines(props: LogLinesProps) {
  const { lines, wanted, target, jump, follow, onFollow, takePrepended, onTop, label, wrap, firstNumber } =
    props;
  const { detached, onBottom, onLine } = props;
  const { t } = useTranslation("jobs");
  const scroller = useRef<HTMLDivElement>(null);
  const getKey = useCallback((index: number) => index, []);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    getItemKey: getKey,
    overscan: 30,
  });
  const count = lines.length;
  // The height follows the count a render later: whoever stands at the end has to be taken there then.
  const height = virtual.getTotalSize();
  const before = useRef(0);

  useLayoutEffect(() => {
    const added = takePrepended();
    const element = scroller.current;
    if (!element) return;
    if (follow) element.scrollTop = element.scrollHeight;
    else if (added > 0) element.scrollTop += added * LINE;
  }, [count, follow, takePrepended, lines, height]);

  // What stands above the lines may come later and take room from them.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !follow) return;
    const watch = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [follow]);

  useEffect(() => {
    if (target !== null) virtual.scrollToIndex(target, { align: "center" });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [target, jump]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const bottom = element.scrollHeight - element.scrollTop - element.clientHeight;
    // Only a person scrolls up; a log that grows leaves its reader behind without having moved.
    const movedUp = element.scrollTop < before.current;
    before.current = element.scrollTop;
    if (detached) {
      if (bottom < 600) onBottom();
    } else if (bottom <= NEAR && !follow) onFollow(true);
    else if (bottom > NEAR && follow && movedUp) onFollow(false);
    if (element.scrollTop < 600 && !follow) onTop();
  };
  const digits = firstNumber === null ? 1 : String(firstNumber + count).length;
  return (
    <div
      ref={scroller}
      className={classes.lines}
      data-testid="log-text"
      data-keys="own"
      role="log"
      aria-live="off"
      aria-label={label}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div style={{ height, position: "relative" }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={wrap ? virtual.measureElement : undefined}
            data-index={item.index}
            className={wrap ? classes.lineWrapped : classes.line}
            data-target={item.index === target || undefined}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <button
              type="button"
              className={classes.number}
              style={{ minWidth: `${digits}ch` }}
              tabIndex={-1}
              aria-hidden
              title={t("log.markLine")}
              onClick={() => onLine(item.index)}
            >
              {firstNumber === null ? "·" : firstNumber + item.index}
            </button>
            <span className={classes.text}>
              <Line text={lines[item.index] ?? ""} wanted={wanted} />
              {"\n"}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
