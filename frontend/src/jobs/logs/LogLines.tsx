/** The lines in view of a log of any length, coloured as a terminal would. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { parseAnsi, type Span } from "./ansi";
import classes from "./log.module.css";

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

const Line = memo(function Line({ text, needle }: { text: string; needle: string }) {
  const wanted = needle.toLowerCase();
  return parseAnsi(text).map((span, index) => {
    const style = spanStyle(span);
    if (wanted === "")
      return (
        <span key={index} style={style}>
          {span.text}
        </span>
      );
    const parts: React.ReactNode[] = [];
    const lower = span.text.toLowerCase();
    let from = 0;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
      parts.push(span.text.slice(from, at), <mark key={at}>{span.text.slice(at, at + wanted.length)}</mark>);
      from = at + wanted.length;
    }
    parts.push(span.text.slice(from));
    return (
      <span key={index} style={style}>
        {parts}
      </span>
    );
  });
});

export interface LogLinesProps {
  lines: readonly string[];
  needle: string;
  /** The line a search or a jump went to. */
  target: number | null;
  /** Counts jumps, so that going to the same line again scrolls again. */
  jump: number;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  takePrepended: () => number;
  onTop: () => void;
  label: string;
  wrap: boolean;
  firstNumber: number | null;
}

export function LogLines(props: LogLinesProps) {
  const { lines, needle, target, jump, follow, onFollow, takePrepended, onTop, label, wrap, firstNumber } =
    props;
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
    if (bottom <= NEAR && !follow) onFollow(true);
    else if (bottom > NEAR && follow && movedUp) onFollow(false);
    if (element.scrollTop < 600 && !follow) onTop();
  };
  const digits = String((firstNumber ?? 1) + count).length;
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
            {firstNumber !== null && (
              <span className={classes.number} style={{ minWidth: `${digits}ch` }} aria-hidden>
                {firstNumber + item.index}
              </span>
            )}
            <span className={classes.text}>
              <Line text={lines[item.index] ?? ""} needle={needle} />
              {"\n"}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
