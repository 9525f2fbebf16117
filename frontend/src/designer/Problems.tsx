/** What is wrong, what may be wrong, and what an older dialect was read as: each leads to its node or its line. */
import {
  IconAlertTriangle,
  IconArrowRight,
  IconCircleCheck,
  IconCircleXFilled,
  IconHistory,
} from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { findNode } from "../graph/document";
import type { Problem } from "../graph/types";
import classes from "./designer.module.css";
import {
  groupProblems,
  isInPipeline,
  isTranslated,
  type ProblemGroup,
  translation,
  withReport,
} from "./problemList";
import { useDesigner, useDoc, useDraft } from "./store";
import { useUi } from "./ui";

function Words({ problem }: { problem: Problem }) {
  const { t } = useTranslation("designer");
  const both = isTranslated(problem) ? translation(problem) : null;
  if (both)
    return (
      <span className={classes.problemText}>
        <code className={classes.was}>{both.was}</code>{" "}
        <IconArrowRight size={12} aria-label={t("problems.now")} />{" "}
        <code className={classes.now}>{both.now}</code>
      </span>
    );
  return (
    <span className={classes.problemText}>
      {problem.node && <strong>{problem.node}</strong>} {problem.message}
      {problem.hint && <span className={classes.problemHint}> {problem.hint}</span>}
    </span>
  );
}

function Sign({ problem }: { problem: Problem }) {
  const { t } = useTranslation("designer");
  if (isTranslated(problem)) return <IconHistory size={15} aria-hidden className={classes.faint} />;
  const isError = problem.severity === "error";
  const Icon = isError ? IconCircleXFilled : IconAlertTriangle;
  return (
    <Icon
      size={15}
      className={isError ? classes.error : classes.warning}
      aria-label={t(`problems.${problem.severity}`)}
    />
  );
}

/** `12:5` in the pipeline's own text leads there; a place in another file is only told. */
function Place({ problem }: { problem: Problem }) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const components = useDraft((state) => state.components);
  if (problem.line < 1) return <span className={classes.problemPlace}>{problem.path}</span>;
  const at = `${problem.line}:${Math.max(1, problem.column)}`;
  if (!isInPipeline(problem, components))
    return (
      <span className={classes.problemPlace} title={problem.path}>
        {problem.file}:{at}
      </span>
    );
  return (
    <button
      type="button"
      className={classes.problemLine}
      title={problem.path}
      aria-label={t("problems.goToLine", { line: problem.line, column: Math.max(1, problem.column) })}
      data-testid="problem-line"
      onClick={() => ui.showLine(problem.line, problem.column)}
    >
      {at}
    </button>
  );
}

function ProblemRow({ problem }: { problem: Problem }) {
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const show = () => {
    if (problem.node && findNode(doc, problem.node)) {
      designer.select([problem.node]);
      ui.canvas.current?.reveal(problem.node);
    } else if (isInPipeline(problem, components)) ui.showLine(problem.line, problem.column);
    else if (!isTranslated(problem)) ui.openDrawer("yaml");
  };
  return (
    <li className={classes.problemRow}>
      <button
        type="button"
        className={classes.problem}
        data-testid="problem"
        data-severity={problem.severity}
        data-code={problem.code}
        data-node={problem.node ?? undefined}
        onClick={show}
      >
        <Sign problem={problem} />
        <Words problem={problem} />
      </button>
      <Place problem={problem} />
    </li>
  );
}

function Group({ group, alone }: { group: ProblemGroup; alone: boolean }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const reported = useDraft((state) => state.report.length > 0);
  const { key, items } = group;
  return (
    // What was translated asks for nothing: it is folded away while there is something to do.
    <details
      className={classes.problemGroup}
      open={key !== "translated" || alone}
      data-testid={`problems:${key}`}
    >
      <summary>{t(`problems.${key}`, { count: items.length })}</summary>
      {key === "translated" && reported && (
        <p className={classes.reportLine}>
          {t("problems.translatedWords")}{" "}
          <button type="button" className={classes.problemLine} onClick={designer.dismissReport}>
            {t("problems.dismiss")}
          </button>
        </p>
      )}
      <ul className={classes.problems}>
        {items.map((problem, index) => (
          <ProblemRow key={`${problem.code} ${problem.path} ${index}`} problem={problem} />
        ))}
      </ul>
    </details>
  );
}

export function Problems() {
  const { t } = useTranslation("designer");
  const problems = useDraft((state) => state.problems);
  const report = useDraft((state) => state.report);
  const groups = useMemo(() => groupProblems(withReport(problems, report)), [problems, report]);
  const clean = groups.every((group) => group.key === "translated");
  return (
    <>
      {clean && (
        <p className={classes.drawerEmpty}>
          <IconCircleCheck size={16} aria-hidden /> {t("problems.none")}
        </p>
      )}
      {groups.map((group) => (
        <Group key={group.key} group={group} alone={groups.length === 1} />
      ))}
    </>
  );
}
