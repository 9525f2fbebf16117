/** Lines over steps or time on a canvas (uPlot), read by mouse, by arrow keys and by a screen reader. Asks no server. */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type uPlot from "uplot";
import classes from "./charts.module.css";
import { dashOf, inkOf } from "./inks";
import { extremes, formatValue, type Columns } from "./series";
import { useColumns, usePlot, type PlotLook } from "./usePlot";

export interface ChartLine {
  name: string;
  points: readonly (readonly [x: number, y: number | null])[];
  /** A limit or another line that is no measurement: thin, dashed, without points. */
  guide?: boolean;
}

export interface LineChartProps {
  title: string;
  lines: readonly ChartLine[];
  height?: number;
  log?: boolean;
  /** The y axis begins at zero; measured things that cannot be less do. */
  fromZero?: boolean;
  /** The least that the top of the y axis shows. */
  atLeast?: number;
  wholeX?: boolean;
  formatX: (x: number) => string;
  formatY?: (y: number) => string;
  xLabel: string;
  testId?: string;
}

function Legend({
  lines,
  columns,
  at,
  show,
}: {
  lines: readonly ChartLine[];
  columns: Columns;
  at: number | null;
  show: (y: number) => string;
}) {
  return (
    <ul className={classes.legend}>
      {lines.map((line, index) => {
        const column = columns[index + 1] ?? [];
        const value = at === null ? extremes(line.points).last : (column[at] ?? null);
        return (
          <li key={line.name}>
            <svg width="20" height="8" aria-hidden>
              <line
                x1="0"
                x2="20"
                y1="4"
                y2="4"
                strokeWidth={line.guide ? 1.5 : 2.5}
                stroke={`var(${inkOf(index, Boolean(line.guide))})`}
                strokeDasharray={dashOf(index, Boolean(line.guide)).join(" ")}
              />
            </svg>
            <span className={classes.legendName} title={line.name}>
              {line.name}
            </span>
            <span className="num">{value === null ? "–" : show(value)}</span>
          </li>
        );
      })}
    </ul>
  );
}

export default function LineChart(props: LineChartProps) {
  const {
    title,
    lines,
    height = 150,
    log = false,
    fromZero = false,
    wholeX = false,
    atLeast,
    xLabel,
    testId,
  } = props;
  const { t, i18n } = useTranslation("jobs");
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const [at, setAt] = useState<number | null>(null);
  const columns = useColumns(lines, log);
  const { formatX } = props;
  const own = props.formatY;
  const show = useMemo(
    () => own ?? ((value: number) => formatValue(value, i18n.language)),
    [own, i18n.language],
  );
  // Names and guides stand for the lines: new points must not build the plot anew.
  const names = lines.map((line) => line.name).join("\n");
  const guides = lines.map((line) => (line.guide ? "1" : "0")).join("");
  const look = useMemo<PlotLook>(
    () => ({
      names,
      guides: [...guides].map((one) => one === "1"),
      height,
      log,
      fromZero,
      atLeast: atLeast ?? null,
      scheme,
      wholeX,
      formatX,
      formatY: show,
    }),
    [names, guides, height, log, fromZero, atLeast, scheme, wholeX, formatX, show],
  );
  const plot = usePlot(box, look, columns, setAt);
  const count = columns[0].length;
  useEffect(() => setAt((before) => (before !== null && before >= count ? null : before)), [count]);

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: (at ?? count) - 1,
      ArrowRight: (at ?? -1) + 1,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next === undefined || count === 0) return;
    event.preventDefault();
    const index = Math.min(count - 1, Math.max(0, next));
    setAt(index);
    point(plot.current, columns[0][index] ?? 0);
  };
  const told = at === null ? null : columns[0][at];
  const words = lines
    .filter((line) => !line.guide)
    .map((line, index) => {
      const { min, max, last } = extremes(line.points);
      const value = at === null ? last : (columns[index + 1]?.[at] ?? null);
      if (value === null) return `${line.name}: –`;
      if (at !== null) return `${line.name}: ${show(value)}`;
      return t("chart.words", {
        name: line.name,
        last: show(value),
        min: show(min ?? 0),
        max: show(max ?? 0),
      });
    })
    .join("; ");
  return (
    <figure className={classes.figure} data-testid={testId}>
      <figcaption className={classes.caption} id={id}>
        {title}
        <span className={classes.where}>
          {told === undefined || told === null ? "" : `${xLabel} ${formatX(told)}`}
        </span>
      </figcaption>
      <div
        ref={box}
        className={classes.plot}
        style={{ minHeight: height }}
        role="application"
        aria-roledescription={t("chart.kind")}
        aria-labelledby={id}
        aria-describedby={`${id}-words`}
        tabIndex={0}
        data-keys="own"
        data-points={count}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
      />
      <span id={`${id}-words`} className="visually-hidden" aria-live={at === null ? "off" : "polite"}>
        {told !== undefined && told !== null ? `${xLabel} ${formatX(told)}: ` : ""}
        {words}
      </span>
      <Legend lines={lines} columns={columns} at={at} show={show} />
    </figure>
  );
}

function point(plot: uPlot | null, x: number): void {
  if (!plot) return;
  plot.setCursor({ left: plot.valToPos(x, "x"), top: plot.over.clientHeight / 2 }, false);
}
