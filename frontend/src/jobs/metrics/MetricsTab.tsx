/** What a step measured of itself: latest values, lines over steps, and what else its tracking run holds. */
import { IconChartLine, IconExternalLink } from "@tabler/icons-react";
import { Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LineChart } from "../../charts";
import { extremes, formatSeconds, formatValue } from "../../charts/series";
import {
  Banner,
  EmptyState,
  ErrorState,
  formatCount,
  formatDuration,
  Skeletons,
  useTimeUnits,
} from "../../ui";
import drawer from "../drawer/drawer.module.css";
import { isTerminal, type NodeState } from "../live/types";
import { useMeasured, type Measured, type Metric } from "../measures";
import { firstMoment, groups, lineOf, numeric, stepless, type Group } from "./charts";
import { Controls, useDrawing, type Drawing } from "./Controls";
import classes from "./metrics.module.css";
import { RunFacts } from "./RunFacts";

const SAMPLE = `import mlflow
mlflow.log_metric("loss", loss, step=epoch)`;

function Values({ metrics }: { metrics: readonly Metric[] }) {
  const { t, i18n } = useTranslation("jobs");
  const show = (value: number | null) => formatValue(value, i18n.language);
  return (
    <div className={drawer.partsWrap} tabIndex={0} role="region" aria-label={t("metrics.latest")}>
      <table className={`${drawer.parts} ${classes.values}`} data-testid="metrics:latest">
        <thead>
          <tr>
            <th scope="col">{t("metrics.metric")}</th>
            <th scope="col">{t("metrics.value")}</th>
            <th scope="col">{t("metrics.step")}</th>
            <th scope="col">{t("metrics.least")}</th>
            <th scope="col">{t("metrics.most")}</th>
            <th scope="col">{t("metrics.points")}</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => {
            const { min, max } = extremes(metric.points.map(([step, , value]) => [step, numeric(value)]));
            const value = numeric(metric.value);
            return (
              <tr key={metric.key} data-testid={`metric:${metric.key}`}>
                <th scope="row">{metric.key}</th>
                <td className="num" title={String(metric.value)}>
                  <strong>{value === null ? String(metric.value ?? "–") : show(value)}</strong>
                </td>
                <td className="num">{formatCount(metric.step, i18n.language)}</td>
                <td className="num">{show(min)}</td>
                <td className="num">{show(max)}</td>
                <td className="num">{formatCount(metric.count, i18n.language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Chart({ group, drawing, start }: { group: Group; drawing: Drawing; start: number }) {
  const { t, i18n } = useTranslation("jobs");
  const units = useTimeUnits();
  const axis = stepless(group.metrics) ? "time" : drawing.axis;
  const lines = useMemo(
    () => group.metrics.map((metric) => lineOf(metric, axis, start, drawing.smoothing)),
    [group, axis, start, drawing.smoothing],
  );
  const formatX = useMemo(
    () => (x: number) =>
      axis === "time"
        ? (formatSeconds(x, units.s) ?? formatDuration(x * 1000, units))
        : formatValue(x, i18n.language),
    // The units are words of the language, made anew at every call.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [axis, i18n.language],
  );
  return (
    <LineChart
      title={group.title}
      lines={lines}
      log={drawing.log}
      wholeX={axis === "step"}
      formatX={formatX}
      xLabel={t(axis === "time" ? "metrics.after" : "metrics.step")}
      testId={`chart:${group.title}`}
    />
  );
}

function Charts({ metrics }: { metrics: Metric[] }) {
  const { t } = useTranslation("jobs");
  const [drawing, setDrawing] = useDrawing();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(
    () => (wanted === "" ? metrics : metrics.filter((one) => one.key.toLowerCase().includes(wanted))),
    [metrics, wanted],
  );
  const drawn = useMemo(() => groups(shown), [shown]);
  const start = useMemo(() => firstMoment(metrics), [metrics]);
  return (
    <>
      {(drawn.length > 0 || search !== "") && (
        <Controls
          drawing={drawing}
          onDrawing={setDrawing}
          search={search}
          onSearch={setSearch}
          many={metrics.length > 6}
        />
      )}
      {shown.length === 0 ? (
        <p className={drawer.note}>{t("metrics.noneFits")}</p>
      ) : (
        <Values metrics={shown} />
      )}
      {drawn.length > 0 && (
        <Suspense fallback={<Skeletons rows={5} />}>
          <div className={classes.charts}>
            {drawn.map((group) => (
              <Chart key={group.title} group={group} drawing={drawing} start={start} />
            ))}
          </div>
        </Suspense>
      )}
    </>
  );
}

function Nothing({ data, done }: { data: Measured; done: boolean }) {
  const { t } = useTranslation("jobs");
  if (data.state === "starting")
    return (
      <EmptyState small icon={IconChartLine} title={t("metrics.starting")}>
        {t("metrics.startingNext")}
      </EmptyState>
    );
  return (
    <EmptyState small icon={IconChartLine} title={t(done ? "metrics.none" : "metrics.noneYet")}>
      <p>{t("metrics.noneNext")}</p>
      <pre className={classes.sample} tabIndex={0} aria-label={t("metrics.sample")}>
        {SAMPLE}
      </pre>
    </EmptyState>
  );
}

export function MetricsTab({ job, path, state }: { job: string; path: string; state: NodeState }) {
  const { t } = useTranslation("jobs");
  const done = isTerminal(state.status);
  const asked = useMeasured(job, path, !done, `${state.status}:${state.attempt}`);
  if (asked.isPending) return <Skeletons rows={6} />;
  if (asked.isError && !asked.data)
    return (
      <ErrorState error={asked.error} what={t("metrics.unreadable")} retry={() => void asked.refetch()} />
    );
  const { data } = asked;
  return (
    <div className={drawer.sections} data-testid="metrics" data-state={data.state}>
      {data.state === "unreachable" && (
        <Banner tone="warning" title={t("metrics.unreachable")}>
          {t("metrics.unreachableNext")}
        </Banner>
      )}
      {data.state === "starting" && data.metrics.length > 0 && (
        <Banner slim tone="info" title={t("metrics.starting")}>
          {t("metrics.startingKept")}
        </Banner>
      )}
      {data.metrics.length > 0 && <Charts metrics={data.metrics} />}
      {data.metrics.length === 0 && data.state !== "unreachable" && <Nothing data={data} done={done} />}
      <RunFacts data={data} />
      {data.url && (
        <p className={drawer.note}>
          <a href={data.url} target="_blank" rel="noreferrer" data-testid="metrics:mlflow">
            {t("metrics.mlflow")} <IconExternalLink size={13} aria-hidden />
          </a>
        </p>
      )}
    </div>
  );
}
