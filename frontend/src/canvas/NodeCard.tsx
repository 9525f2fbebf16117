/** A node on the canvas. Its live state comes through the canvas's status hook, never through its data. */
import type { NodeProps } from "@xyflow/react";
import {
  IconAlertTriangle,
  IconArrowMerge,
  IconArrowUp,
  IconCircleXFilled,
  IconClockPause,
  IconPlayerPlay,
  IconRecycle,
  IconRefresh,
  IconStack2,
} from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CardNode } from "../graph/flow";
import { handleTop } from "../graph/geometry";
import type { PortSpec } from "../graph/types";
import { elapsed, formatDuration, formatTicking } from "../ui/format";
import { useNow } from "../ui/useNow";
import classes from "./canvas.module.css";
import { noStatus, type ProblemCount, useCanvas } from "./context";
import { kindIcon } from "./kinds";
import { Port } from "./Port";
import { statusLook } from "./status";
import type { NodeStatusView, PlanMark } from "./types";

function Elapsed({ status }: { status: NodeStatusView }) {
  const { t } = useTranslation("frame");
  const now = useNow(Boolean(status.startTime) && !status.endTime);
  const ms = elapsed(status.startTime, status.endTime, now);
  if (ms === null || status.reused) return null;
  const units = t("canvas.units", { returnObjects: true }) as {
    ms: string;
    s: string;
    m: string;
    h: string;
    d: string;
  };
  return (
    <span className={classes.elapsed}>
      {status.endTime ? formatDuration(ms, units) : formatTicking(ms, units)}
    </span>
  );
}

function State({ name, status }: { name: string; status: NodeStatusView }) {
  const { t } = useTranslation("frame");
  const look = statusLook(status.status, status.reused);
  const Icon = look.icon;
  return (
    <span
      className={classes.state}
      style={{ color: `var(${look.color})` }}
      data-testid={`node-status:${name}`}
      data-status={status.status}
      title={status.reason ? `${t(look.key)}: ${status.reason}` : t(look.key)}
    >
      <Elapsed status={status} />
      <Icon size={16} className={look.active ? classes.turning : undefined} aria-hidden />
      <span className="visually-hidden">{t(look.key)}</span>
    </span>
  );
}

function Badges({
  status,
  problems,
  resolved,
}: {
  status?: NodeStatusView;
  problems?: ProblemCount;
  resolved: boolean;
}) {
  const { t } = useTranslation("frame");
  const badges: ReactNode[] = [];
  const add = (key: string, icon: ReactNode, tone?: string, title?: string | null) =>
    badges.push(
      <span className={classes.badge} key={key} data-tone={tone} title={title ?? undefined}>
        {icon}
        {key}
      </span>,
    );
  const icon = { size: 12, "aria-hidden": true } as const;
  if (!resolved) add(t("canvas.unresolved"), <IconCircleXFilled {...icon} />, "danger");
  if (problems?.errors)
    add(t("canvas.errors", { count: problems.errors }), <IconCircleXFilled {...icon} />, "danger");
  const warnings = (problems?.warnings ?? 0) + (status?.warnings ?? 0);
  if (warnings) add(t("canvas.warnings", { count: warnings }), <IconAlertTriangle {...icon} />, "warning");
  if (status?.reused) add(t("status.Reused"), <IconRecycle {...icon} />, "reused", status.reason);
  if (status?.joined) add(t("canvas.joined"), <IconArrowMerge {...icon} />, undefined, status.reason);
  if (status?.attempt && status.attempt > 1)
    add(t("canvas.attempt", { n: status.attempt }), <IconRefresh {...icon} />);
  if (status?.children) add(`${status.children.done}/${status.children.total}`, <IconStack2 {...icon} />);
  return badges.length > 0 ? <div className={classes.badges}>{badges}</div> : null;
}

/** "building environment sklearn: 12 of 31 packages", with a bar where the end is known. */
function Work({ name, work }: { name: string; work: NonNullable<NodeStatusView["work"]> }) {
  return (
    <div className={classes.work} data-testid={`node-work:${name}`} title={work.text}>
      <span>{work.text}</span>
      {work.share !== null && (
        <span className={classes.workBar} aria-hidden>
          <span style={{ width: `${Math.round(work.share * 100)}%` }} />
        </span>
      )}
    </div>
  );
}

const PLAN_ICONS = { reuse: IconRecycle, run: IconPlayerPlay, after: IconClockPause } as const;

function Planned({ name, mark }: { name: string; mark: PlanMark }) {
  const { t } = useTranslation("frame");
  const Icon = PLAN_ICONS[mark.decision];
  const partly = mark.of !== undefined && mark.runs !== undefined && mark.runs > 0 && mark.runs < mark.of;
  return (
    <div
      className={classes.planned}
      data-testid={`node-plan:${name}`}
      data-decision={mark.decision}
      title={mark.why || undefined}
    >
      <Icon size={13} aria-hidden />
      {partly ? t("plan.partly", { runs: mark.runs, of: mark.of }) : t(`plan.${mark.decision}`)}
    </div>
  );
}

interface RowsProps {
  name: string;
  ports: readonly PortSpec[];
  side: "in" | "out";
  unbound?: readonly string[];
  values?: Record<string, unknown>;
}

function Rows({ name, ports, side, unbound = [], values = {} }: RowsProps) {
  return (
    <>
      <ul className={side === "in" ? classes.ins : classes.outs}>
        {ports.map((port) => (
          <li
            key={port.name}
            title={`${port.name} · ${port.type}`}
            data-optional={port.optional || undefined}
          >
            {port.name}
            {side === "in" && port.name in values && <span className={classes.own} aria-hidden />}
            {unbound.includes(port.name) && <span className={classes.star}>*</span>}
          </li>
        ))}
      </ul>
      {ports.map((port, row) => (
        <Port
          key={port.name}
          item={name}
          owner={name}
          name={port.name}
          type={port.type}
          side={side}
          top={handleTop(row)}
          bound={side === "out" || !(unbound.includes(port.name) || port.optional)}
          optional={port.optional}
          missing={unbound.includes(port.name)}
          description={port.description}
        />
      ))}
    </>
  );
}

export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const { node, face, ports, unbound, resolved } = data;
  const { mode, useStatus, problems, newer: newest, plan } = useCanvas();
  const { t } = useTranslation("frame");
  const live = useStatus(node.name);
  const status = live ?? (mode === "view" && useStatus !== noStatus ? { status: "NotStarted" } : undefined);
  const Kind = kindIcon(face.type || node.type);
  const look = status && statusLook(status.status, status.reused);
  const newer = typeof node.component === "string" ? newest.get(node.component) : undefined;
  const under = face.name ? `${face.name}${face.version ? `:${face.version}` : ""}` : "inline";
  const planned = plan?.get(node.name);
  const style = look ? ({ "--state": `var(${look.color})` } as React.CSSProperties) : undefined;
  return (
    <div
      className={classes.card}
      style={style}
      data-selected={selected || undefined}
      data-status={status?.status}
      data-plan={planned?.decision}
      data-active={look?.active || undefined}
      data-broken={!resolved || Boolean(problems.get(node.name)?.errors) || undefined}
    >
      {look?.active && <div className={classes.edgeOfWork} aria-hidden />}
      <div className={classes.head}>
        <Kind size={16} stroke={1.7} className={classes.kind} aria-hidden />
        <span className={classes.name} title={node.name}>
          {node.name}
        </span>
        {status && <State name={node.name} status={status} />}
      </div>
      <div className={classes.under} title={face.display_name ?? under}>
        {under}
        {newer && (
          <span
            className={classes.newer}
            title={t("canvas.newer", { version: newer })}
            data-testid={`node-newer:${node.name}`}
          >
            <IconArrowUp size={11} stroke={2.2} aria-hidden />
            <span className="visually-hidden">{t("canvas.newer", { version: newer })}</span>
            <span aria-hidden>{newer}</span>
          </span>
        )}
      </div>
      {ports.inputs.length + ports.outputs.length > 0 && (
        <div className={classes.ports}>
          <Rows name={node.name} ports={ports.inputs} side="in" unbound={unbound} values={node.inputs} />
          <Rows name={node.name} ports={ports.outputs} side="out" />
        </div>
      )}
      {status?.work && <Work name={node.name} work={status.work} />}
      {planned && <Planned name={node.name} mark={planned} />}
      <Badges status={status} problems={problems.get(node.name)} resolved={resolved} />
    </div>
  );
});
