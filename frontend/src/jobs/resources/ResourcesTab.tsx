/** What a step took from the machine: CPU, memory, disk and GPU over time, and in all. */
import { Select } from "@mantine/core";
import { IconCpu } from "@tabler/icons-react";
import { Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatSeconds, formatValue, LineChart } from "../../charts";
import {
  EmptyState,
  ErrorState,
  formatDuration,
  formatSize,
  KeyValue,
  Skeletons,
  useTimeUnits,
  type KeyValueRow,
} from "../../ui";
import drawer from "../drawer/drawer.module.css";
import { isTerminal, type NodeState } from "../live/types";
import { useResources, type Resources } from "../measures";
import metrics from "../metrics/metrics.module.css";
import { measures, type Measure, type Names } from "./charts";

const percent = (value: number) => `${Math.round(value)} %`;

function useFormats() {
  const units = useTimeUnits();
  const { i18n } = useTranslation();
  // Formats are part of a plot: they may change with the language only.
  return useMemo(
    () => {
      const y: Record<Measure["key"], (value: number) => string> = {
        cpu: percent,
        gpu: percent,
        memory: formatSize,
        gpuMemory: formatSize,
        disk: (value: number) => `${formatSize(value)}/s`,
        processes: (value: number) => formatValue(value, i18n.language),
      };
      const x = (seconds: number) => formatSeconds(seconds, units.s) ?? formatDuration(seconds * 1000, units);
      return { x, y };
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [i18n.language],
  );
}

function Summary({ resources }: { resources: Resources }) {
  const { t } = useTranslation("jobs");
  const units = useTimeUnits();
  const told = (key: string, value: number) => {
    if (key.endsWith("_seconds")) return formatDuration(value * 1000, units);
    if (key.includes("rss") || key.endsWith("_bytes") || key.includes("memory")) return formatSize(value);
    return key.includes("percent") ? percent(value) : formatValue(value);
  };
  const limits: (KeyValueRow | false)[] = [
    Boolean(resources.cpus) && [t("resources.cpus"), formatValue(resources.cpus)],
    Boolean(resources.memory_limit) && [t("resources.limit"), formatSize(resources.memory_limit ?? 0)],
  ];
  const rows = Object.entries(resources.summary ?? {})
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .map(([key, value]): KeyValueRow => [
      t(`usage.${key}`, { defaultValue: key.replaceAll("_", " ") }),
      <span key={key} className="num">
        {told(key, value)}
      </span>,
    ]);
  return (
    <section data-testid="resources:summary">
      <h3 className={drawer.heading}>{t("resources.summary")}</h3>
      <KeyValue rows={[...rows, ...limits]} />
    </section>
  );
}

interface ResourcesTabProps {
  job: string;
  path: string;
  state: NodeState;
}

export function ResourcesTab({ job, path, state }: ResourcesTabProps) {
  const { t } = useTranslation("jobs");
  const [attempt, setAttempt] = useState<number | null>(null);
  const done = isTerminal(state.status);
  const version = `${state.status}:${state.attempt}`;
  const asked = useResources(job, path, attempt, !done && attempt === null, version);
  const formats = useFormats();
  const names = useMemo<Names>(
    () => ({
      cpu: t("resources.cpuLine"),
      rss: t("resources.memoryLine"),
      limit: t("resources.limit"),
      read: t("resources.read"),
      written: t("resources.written"),
      gpu: t("resources.gpuLine"),
      processes: t("resources.processes"),
    }),
    [t],
  );
  const charts = useMemo(() => (asked.data ? measures(asked.data, names) : []), [asked.data, names]);
  if (asked.isPending) return <Skeletons rows={6} />;
  if (asked.isError && !asked.data)
    return (
      <ErrorState error={asked.error} what={t("resources.unreadable")} retry={() => void asked.refetch()} />
    );
  return (
    <div className={drawer.sections} data-testid="resources" data-samples={asked.data.samples.length}>
      {state.attempt > 1 && (
        <Select
          aria-label={t("log.attempt")}
          w={140}
          data={Array.from({ length: state.attempt }, (_, index) => ({
            value: String(index + 1),
            label: t("log.attemptN", { attempt: index + 1 }),
          }))}
          value={String(attempt ?? state.attempt)}
          allowDeselect={false}
          onChange={(next) => setAttempt(Number(next) === state.attempt ? null : Number(next))}
        />
      )}
      {charts.length === 0 ? (
        <EmptyState small icon={IconCpu} title={t(done ? "resources.none" : "resources.noneYet")}>
          {t(done ? "resources.noneNext" : "resources.noneYetNext")}
        </EmptyState>
      ) : (
        <Suspense fallback={<Skeletons rows={5} />}>
          <div className={metrics.charts}>
            {charts.map((chart) => (
              <LineChart
                key={chart.key}
                title={t(`resources.${chart.key}`)}
                lines={chart.lines}
                fromZero
                atLeast={chart.atLeast}
                height={130}
                formatX={formats.x}
                formatY={formats.y[chart.key]}
                xLabel={t("metrics.after")}
                testId={`chart:${chart.key}`}
              />
            ))}
          </div>
        </Suspense>
      )}
      <Summary resources={asked.data} />
    </div>
  );
}
