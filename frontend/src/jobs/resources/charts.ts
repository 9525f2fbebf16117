/** Samples of a process tree -> lines of charts, and what they amount to. Pure. */
import { rates, type Line } from "../../charts/series";
import type { Resources, Sample } from "../measures";

const T = 0;
const CPU = 1;
const RSS = 2;
const PROCS = 3;
const READ = 4;
const WRITTEN = 5;
const GPU = 6;
const GPU_MEMORY = 7;

export interface Measure {
  key: "cpu" | "memory" | "disk" | "gpu" | "gpuMemory" | "processes";
  lines: { name: string; points: Line["points"]; guide?: boolean }[];
  /** What the y axis shows at least, so that noise of 1 % does not look like work. */
  atLeast: number;
}

const column = (samples: readonly Sample[], index: number, start: number): Line["points"] =>
  samples.map((sample) => [sample[T] - start, sample[index] ?? null] as const);

const has = (samples: readonly Sample[], index: number): boolean =>
  samples.some((sample) => sample[index] !== null && sample[index] !== undefined);

export type Names = Record<"cpu" | "rss" | "limit" | "read" | "written" | "gpu" | "processes", string>;

/** One chart per kind of thing that was measured; what no sample holds gets none. */
export function measures({ samples, memory_limit }: Resources, names: Names): Measure[] {
  const start = samples[0]?.[T] ?? 0;
  const end = samples.at(-1)?.[T] ?? start;
  const made: Measure[] = [];
  if (has(samples, CPU))
    made.push({
      key: "cpu",
      lines: [{ name: names.cpu, points: column(samples, CPU, start) }],
      atLeast: 100,
    });
  if (has(samples, RSS)) {
    const lines: Measure["lines"] = [{ name: names.rss, points: column(samples, RSS, start) }];
    if (memory_limit)
      lines.push({
        name: names.limit,
        guide: true,
        points: [[0, memory_limit], [end - start, memory_limit]], // prettier-ignore
      });
    made.push({ key: "memory", lines, atLeast: 16e6 });
  }
  if (has(samples, GPU))
    made.push({
      key: "gpu",
      lines: [{ name: names.gpu, points: column(samples, GPU, start) }],
      atLeast: 100,
    });
  if (has(samples, GPU_MEMORY))
    made.push({
      key: "gpuMemory",
      lines: [{ name: names.rss, points: column(samples, GPU_MEMORY, start) }],
      atLeast: 16e6,
    });
  if (has(samples, READ) || has(samples, WRITTEN))
    made.push({
      key: "disk",
      lines: [
        { name: names.read, points: rates(column(samples, READ, start)) },
        { name: names.written, points: rates(column(samples, WRITTEN, start)) },
      ],
      atLeast: 1e6,
    });
  if (samples.some((sample) => sample[PROCS] > 1))
    made.push({
      key: "processes",
      lines: [{ name: names.processes, points: column(samples, PROCS, start) }],
      atLeast: 2,
    });
  return made;
}
