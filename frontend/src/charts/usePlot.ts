/** One uPlot on an element: made for a look, fed with columns, as wide as its box. Knows no words. */
import { useEffect, useMemo, useRef, type RefObject } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { dashOf, inkOf } from "./inks";
import type { ChartLine } from "./LineChart";
import { aligned, positive, type Columns } from "./series";

export interface PlotLook {
  /** All names in one text, so that it is equal when they are. */
  names: string;
  guides: readonly boolean[];
  height: number;
  log: boolean;
  fromZero: boolean;
  atLeast: number | null;
  scheme: string;
  /** There is nothing between two steps. */
  wholeX: boolean;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
}

const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();

/** More points than this are a line and no beads. */
const BEADS = 60;

export function useColumns(lines: readonly ChartLine[], log: boolean): Columns {
  return useMemo(
    () => aligned(log ? lines.map((line) => ({ ...line, points: positive(line.points) })) : lines),
    [lines, log],
  );
}

function optionsOf(look: PlotLook, element: HTMLElement, onAt: (at: number | null) => void): uPlot.Options {
  const ink = (token: string) => getComputedStyle(element).getPropertyValue(token).trim();
  const axis = {
    stroke: ink("--text-dim"),
    font: `11px ${ink("--font-sans")}`,
    grid: { stroke: ink("--line"), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  const lines = look.names.split("\n").map((label, index): uPlot.Series => {
    const guide = look.guides[index] ?? false;
    return {
      label,
      stroke: ink(inkOf(index, guide)),
      width: guide ? 1.25 : 1.75,
      dash: [...dashOf(index, guide)],
      spanGaps: true,
      points: guide ? { show: false } : { show: (_plot, _series, from, to) => to - from < BEADS, size: 5 },
    };
  });
  const range = (_plot: uPlot, least: number | null, most: number | null): uPlot.Range.MinMax => {
    const top = Math.max(most ?? 1, look.atLeast ?? -Infinity);
    const bottom = look.fromZero ? 0 : (least ?? 0);
    if (bottom === top) return [bottom - (Math.abs(bottom) || 1) * 0.1, top + (Math.abs(top) || 1) * 0.1];
    const room = (top - bottom) * 0.06;
    return [look.fromZero ? 0 : bottom - room, top + room];
  };
  return {
    width: Math.max(120, element.clientWidth),
    height: look.height,
    legend: { show: false },
    padding: [6, 18, 0, 0],
    scales: {
      x: { time: false },
      y: look.log ? { distr: 3 } : { range },
    },
    axes: [
      {
        ...axis,
        size: 22,
        space: 70,
        ...(look.wholeX ? { incrs: WHOLE } : {}),
        values: (_plot, splits) => splits.map(look.formatX),
      },
      {
        ...axis,
        space: 26,
        size: (_plot, values) => 12 + 6.2 * Math.max(3, ...(values ?? []).map((value) => value?.length ?? 0)),
        values: (_plot, splits) => splits.map((value) => (value === null ? "" : look.formatY(value))),
      },
    ],
    series: [{}, ...lines],
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    hooks: {
      setCursor: [
        (plot) =>
          onAt(plot.cursor.left !== undefined && plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null)),
      ],
    },
  };
}

export function usePlot(
  box: RefObject<HTMLDivElement | null>,
  look: PlotLook,
  columns: Columns,
  onAt: (at: number | null) => void,
): RefObject<uPlot | null> {
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(columns);
  useEffect(() => {
    latest.current = columns;
    plot.current?.setData(columns as uPlot.AlignedData);
  }, [columns]);
  useEffect(() => {
    const element = box.current;
    // Where nothing can be drawn, the legend and the words still say what there is.
    if (!element || typeof Path2D === "undefined") return;
    const made = new uPlot(optionsOf(look, element, onAt), latest.current as uPlot.AlignedData, element);
    plot.current = made;
    const watch = new ResizeObserver(() => {
      const width = Math.max(120, element.clientWidth);
      if (width !== made.width) made.setSize({ width, height: look.height });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [box, look, onAt]);
  return plot;
}
