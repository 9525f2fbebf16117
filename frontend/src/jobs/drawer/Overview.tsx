/** Status, times, command, environment and use of one child job, and why it ran or was reused. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import {
  Banner,
  CopyButton,
  Duration,
  formatDuration,
  formatSize,
  KeyValue,
  RelativeTime,
  StatusBadge,
  useTimeUnits,
} from "../../ui";
import { server } from "../../api/server";
import { jobHref, type NodeDetail } from "../api";
import type { NodeState } from "../live/types";
import { told, workOf } from "../live/work";
import classes from "./drawer.module.css";
import { environmentLink, environmentName, isSameEnvironment } from "./places";
import { ReusePanel } from "./ReusePanel";

/** A registered environment has a page; one that is described in place is known by its image or its name. */
function Written({ value }: { value: unknown }) {
  const text = environmentName(value);
  const to = typeof value === "string" ? environmentLink(text) : null;
  return to ? (
    <Link to={to}>
      <code>{text}</code>
    </Link>
  ) : (
    <code>{text}</code>
  );
}

function Environment({ environment }: { environment: NodeDetail["environment"] }) {
  const { t } = useTranslation("jobs");
  const written: unknown = environment?.written || null;
  const resolved = environment?.resolved || null;
  if (!written && !resolved) return <>–</>;
  if (!written || !resolved || isSameEnvironment(environmentName(written), resolved))
    return <Written value={written ?? resolved} />;
  return (
    <>
      <Written value={written} /> → <Written value={resolved} />
      <div className={classes.note}>
        {t("overview.environmentMapped")} <Link to="/settings/rules">{t("overview.rules")}</Link>
      </div>
    </>
  );
}

const BUILD_LOG = "user_logs/environment_build.txt";

/** The way to what the build itself says, as soon as the step has it among its logs. */
function BuildLog({ text, job, path }: { text: string | null | undefined; job: string; path: string }) {
  const { t } = useTranslation("jobs");
  const wanted = Boolean(text && /^(building|the) environment /.test(text));
  const logs = useQuery({
    queryKey: ["job", job, "logfiles", path, "build"],
    queryFn: () => server.get("jobs/{name}/logfiles", { path: { name: job }, query: { path } }),
    enabled: wanted,
    refetchInterval: (query) => !query.state.data?.files.some((file) => file.name === BUILD_LOG) && 3000,
  });
  if (!wanted || !logs.data?.files.some((file) => file.name === BUILD_LOG)) return null;
  return (
    <Link to={jobHref(job, { node: path, tab: "logs", file: BUILD_LOG })}>{t("overview.buildLog")}</Link>
  );
}

/** What it is being prepared with or waits for, while it does. */
function Doing({ state, job, path }: { state: NodeState; job: string; path: string }) {
  const { t } = useTranslation("jobs");
  const work = told(workOf(state), (key, values) => t(key, values ?? {}));
  if (!work) return null;
  return (
    <div className={classes.doing} role="status" data-testid="child-work">
      <span>
        {work.text} <BuildLog text={state.progress?.text} job={job} path={path} />
      </span>
      <progress
        className={classes.progress}
        aria-label={t("overview.progress")}
        {...(work.share === null ? {} : { value: work.share, max: 1 })}
      />
    </div>
  );
}

function Phases({ detail }: { detail: NodeDetail }) {
  const { t } = useTranslation("jobs");
  const phases = (detail.phases ?? []).filter((phase) => phase.start);
  if (phases.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t("overview.phases")}</h3>
      <KeyValue
        rows={phases.map((phase) => [
          t(`phase.${phase.name.toLowerCase()}`, { defaultValue: phase.name }),
          <Duration key={phase.name} start={phase.start} end={phase.end} />,
        ])}
      />
    </section>
  );
}

const USAGE: ReadonlySet<string> = new Set([
  "cpu_seconds",
  "user_seconds",
  "system_seconds",
  "max_rss",
  "max_rss_bytes",
  "read_bytes",
  "written_bytes",
  "write_bytes",
  "wall_seconds",
]);

function Usage({ usage }: { usage: NonNullable<NodeDetail["usage"]> }) {
  const { t } = useTranslation("jobs");
  const units = useTimeUnits();
  // The rest is for the page of resources.
  const shown = Object.entries(usage).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number" && USAGE.has(entry[0]),
  );
  if (shown.length === 0) return null;
  const value = (key: string, number: number) => {
    if (key.endsWith("_seconds")) return formatDuration(number * 1000, units);
    return key.endsWith("_bytes") || key.startsWith("max_rss") ? formatSize(number) : String(number);
  };
  return (
    <section>
      <h3 className={classes.heading}>{t("overview.usage")}</h3>
      <KeyValue
        rows={shown.map(([key, number]) => [
          t(`usage.${key}`, { defaultValue: key.replaceAll("_", " ") }),
          <span key={key} className="num">
            {value(key, number)}
          </span>,
        ])}
      />
    </section>
  );
}

function Attempts({ detail, job }: { detail: NodeDetail; job: string }) {
  const { t } = useTranslation("jobs");
  const attempts = detail.attempts ?? [];
  if (attempts.length < 2) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t("overview.attempts")}</h3>
      <ol className={classes.attempts}>
        {attempts.map((attempt) => (
          <li key={attempt.attempt} value={attempt.attempt}>
            {attempt.status && <StatusBadge still status={attempt.status} />}{" "}
            <Duration start={attempt.start_time} end={attempt.end_time} none="" />{" "}
            {typeof attempt.exit_code === "number" && t("overview.exit", { code: attempt.exit_code })}{" "}
            {attempt.error}{" "}
            <Link
              to={jobHref(job, {
                node: detail.path,
                tab: "logs",
                ...(attempt.attempt === detail.attempt ? {} : { attempt: String(attempt.attempt) }),
              })}
            >
              {t("overview.attemptLog")}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Command({ line, asRun }: { line: string; asRun: boolean }) {
  const { t } = useTranslation("jobs");
  const title = t(asRun ? "overview.command" : "overview.commandWritten");
  return (
    <section>
      <h3 className={classes.heading}>
        {title} <CopyButton text={line} label={t("overview.copyCommand")} />
      </h3>
      <pre className={classes.command} tabIndex={0} aria-label={title}>
        {line}
      </pre>
    </section>
  );
}

export function Overview({ detail, state, job }: { detail: NodeDetail; state: NodeState; job: string }) {
  const { t } = useTranslation("jobs");
  const exit = state.exit_code ?? detail.exit_code;
  const error = state.error ?? detail.error;
  const reused = Boolean(state.reused_from ?? detail.reused_from);
  const command = detail.command_line ?? detail.command;
  const version = `${state.status}:${state.attempt}`;
  const reuse = detail.reuse && (
    <ReusePanel reuse={detail.reuse} job={job} path={detail.path} version={version} />
  );
  return (
    <div className={classes.sections}>
      {state.status === "Failed" && (
        <Banner tone="danger" title={error ?? t("overview.failed")} id={detail.name}>
          {t("overview.failedNext")} <BuildLog text={error} job={job} path={detail.path} />
        </Banner>
      )}
      <Doing state={state} job={job} path={detail.path} />
      {(detail.warnings?.length ?? 0) > 0 && (
        <Banner tone="warning" title={t("warnings", { count: detail.warnings!.length })}>
          {detail.warnings!.join(" ")}
        </Banner>
      )}
      {reused && reuse}
      <KeyValue
        rows={[
          [t("overview.status"), <StatusBadge key="s" status={state.status} reused={reused} />],
          [t("overview.started"), <RelativeTime key="a" time={state.start_time} />],
          Boolean(state.end_time) && [t("overview.ended"), <RelativeTime key="e" time={state.end_time} />],
          [t("duration"), <Duration key="d" start={state.start_time} end={state.end_time} />],
          state.attempt > 1 && [t("overview.attempt"), String(state.attempt)],
          typeof exit === "number" && [
            t("overview.exitCode"),
            <span key="x" className="num">
              {exit}
            </span>,
          ],
          Boolean(detail.component) && [t("overview.component"), <code key="c">{detail.component}</code>],
          detail.type !== "pipeline" && [
            t("overview.environment"),
            <Environment key="v" environment={detail.environment} />,
          ],
          [t("overview.compute"), detail.compute ?? t("overview.local")],
          [
            t("overview.childJob"),
            <span key="n" className={classes.inline}>
              <code>{detail.name}</code> <CopyButton text={detail.name} label={t("copyName")} />
            </span>,
          ],
        ]}
      />
      {command && <Command line={command} asRun={Boolean(detail.command_line) && !reused} />}
      {!reused && reuse}
      <Phases detail={detail} />
      {detail.usage && <Usage usage={detail.usage} />}
      <Attempts detail={detail} job={job} />
    </div>
  );
}
