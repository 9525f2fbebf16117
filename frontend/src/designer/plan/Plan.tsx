/** A plan in words: how much is reused and runs, why each, and what must be built first. */
import { ActionIcon, Button, Loader, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconClockPause,
  IconPackage,
  IconPlayerPlay,
  IconRecycle,
  IconRefresh,
} from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import classes from "../designer.module.css";
import { useDesigner } from "../store";
import type { Decision, Plan as PlanData, PlannedNode } from "./api";
import { inOrder } from "./marks";

const ICONS = { reuse: IconRecycle, run: IconPlayerPlay, after: IconClockPause } as const;

export function Totals({ totals }: { totals: PlanData["totals"] }) {
  const { t } = useTranslation("designer");
  const shown = (["reuse", "run", "after"] as const).filter((key) => (totals[key] ?? 0) > 0 || key === "run");
  return (
    <span className={classes.planTotals} data-testid="plan-totals" role="status">
      {shown.map((key: Decision) => {
        const Icon = ICONS[key];
        return (
          <span key={key} data-decision={key} data-count={totals[key] ?? 0}>
            <Icon size={14} aria-hidden /> {t(`plan.total.${key}`, { count: totals[key] ?? 0 })}
          </span>
        );
      })}
    </span>
  );
}

function Row({ node, onShow }: { node: PlannedNode; onShow?: (path: string) => void }) {
  const { t } = useTranslation("designer");
  const Icon = ICONS[node.decision];
  return (
    <tr data-testid={`plan:${node.path}`} data-decision={node.decision}>
      <th scope="row">
        {onShow ? (
          <button type="button" className={classes.planNode} onClick={() => onShow(node.path)}>
            {node.path}
          </button>
        ) : (
          node.path
        )}
      </th>
      <td>
        <span className={classes.planDecision}>
          <Icon size={14} aria-hidden /> {t(`plan.decision.${node.decision}`)}
        </span>
      </td>
      <td>{node.sentence}</td>
    </tr>
  );
}

export function PlanTable({
  nodes,
  onShow,
}: {
  nodes: readonly PlannedNode[];
  onShow?: (path: string) => void;
}) {
  const { t } = useTranslation("designer");
  const rows = useMemo(() => inOrder(nodes), [nodes]);
  return (
    <table className={classes.planTable}>
      <thead>
        <tr>
          <th scope="col">{t("plan.node")}</th>
          <th scope="col">{t("plan.outcome")}</th>
          <th scope="col">{t("plan.why")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((node) => (
          <Row key={node.path} node={node} {...(onShow ? { onShow } : {})} />
        ))}
      </tbody>
    </table>
  );
}

export function ToBuild({ environments }: { environments: PlanData["environments"] }) {
  const { t } = useTranslation("designer");
  const wanted = environments.filter((one) => one.state === "build");
  if (wanted.length === 0) return null;
  return (
    <p className={classes.planBuild} data-testid="plan-environments">
      <IconPackage size={14} aria-hidden /> {t("plan.build", { count: wanted.length })}{" "}
      {wanted.map((one) => one.name).join(", ")}
    </p>
  );
}

/** What the run would be warned of: environments and data that something else stands in for. */
function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { t } = useTranslation("designer");
  if (warnings.length === 0) return null;
  return (
    <ul className={classes.planWarnings} aria-label={t("plan.warnings")}>
      {warnings.map((warning) => (
        <li key={warning}>
          <IconAlertTriangle size={14} aria-hidden /> {warning}
        </li>
      ))}
    </ul>
  );
}

export function PlanTrouble({ error }: { error: Error }) {
  const { t } = useTranslation("designer");
  const known = error instanceof ApiError ? error : null;
  return (
    <div className={classes.failure} role="alert">
      <strong>{t("plan.none")}</strong>
      <p>{[known?.status === 0 ? t("away.short") : error.message, known?.hint].filter(Boolean).join(" ")}</p>
      {known && known.problems.length > 0 && (
        <ul>
          {known.problems.slice(0, 8).map((problem, index) => (
            <li key={index}>
              {problem.node && <strong>{problem.node} </strong>}
              {problem.message} {problem.hint}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The drawer: the plan of the draft as it is. */
export function PlanPanel({ plan }: { plan: UseQueryResult<PlanData> }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const show = (path: string) => designer.select([path.split("/")[0]!]);
  return (
    <div className={classes.planPanel} data-testid="plan" aria-busy={plan.isFetching}>
      <div className={classes.planHead}>
        {plan.data && !plan.isError && <Totals totals={plan.data.totals} />}
        {plan.isFetching && <Loader role="status" size={14} aria-label={t("plan.asking")} />}
        <span className={classes.grow} />
        <Tooltip label={t("plan.again")}>
          <ActionIcon size={22} aria-label={t("plan.again")} onClick={() => void plan.refetch()}>
            <IconRefresh size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {plan.isError && <PlanTrouble error={plan.error} />}
      {plan.data && !plan.isError && (
        <>
          <ToBuild environments={plan.data.environments} />
          <Warnings warnings={plan.data.warnings} />
          {plan.data.nodes.length === 0 ? (
            <p className={classes.planBuild}>{t("plan.empty")}</p>
          ) : (
            <PlanTable nodes={plan.data.nodes} onShow={show} />
          )}
        </>
      )}
    </div>
  );
}

/** In the submit dialog: the totals, and the rest on demand. */
export function PlanSummary({ plan }: { plan: UseQueryResult<PlanData> }) {
  const { t } = useTranslation("designer");
  return (
    <section className={classes.planSummary} aria-label={t("plan.title")} aria-busy={plan.isFetching}>
      <div className={classes.planHead}>
        <strong>{t("plan.title")}</strong>
        {plan.isFetching && <Loader role="status" size={14} aria-label={t("plan.asking")} />}
        {plan.data && !plan.isError && <Totals totals={plan.data.totals} />}
        {plan.isError && (
          <>
            <span className={classes.planBuild}>
              <IconAlertTriangle size={14} aria-hidden /> {t("plan.none")}
            </span>
            <Button variant="subtle" size="compact-xs" onClick={() => void plan.refetch()}>
              {t("plan.again")}
            </Button>
          </>
        )}
      </div>
      {plan.data && !plan.isError && (
        <>
          <ToBuild environments={plan.data.environments} />
          <Warnings warnings={plan.data.warnings} />
          <details className={classes.planDetails}>
            <summary>{t("plan.each")}</summary>
            <div className={classes.planScroll} tabIndex={0} role="region" aria-label={t("plan.each")}>
              <PlanTable nodes={plan.data.nodes} />
            </div>
          </details>
        </>
      )}
    </section>
  );
}
