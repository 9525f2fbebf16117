/** Under the canvas: problems, each with its node, and the YAML that the canvas stands for. */
import { ActionIcon, Loader } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconCircleCheck, IconCircleXFilled } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../app/remembered";
import type { Problem } from "../graph/types";
import { CopyButton } from "../ui";
import classes from "./designer.module.css";
import { RowHandle } from "./RowHandle";
import { useDesigner, useDraft } from "./store";
import { useUi } from "./ui";

const YamlText = lazy(() => import("./YamlText"));

function ProblemRow({ problem }: { problem: Problem }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const isError = problem.severity === "error";
  const Icon = isError ? IconCircleXFilled : IconAlertTriangle;
  const show = () => {
    if (!problem.node) {
      ui.openDrawer("yaml");
      return;
    }
    designer.select([problem.node]);
    ui.canvas.current?.reveal(problem.node);
  };
  return (
    <li>
      <button
        type="button"
        className={classes.problem}
        data-testid="problem"
        data-severity={problem.severity}
        data-node={problem.node ?? undefined}
        onClick={show}
      >
        <Icon
          size={15}
          className={isError ? classes.error : classes.warning}
          aria-label={t(`problems.${problem.severity}`)}
        />
        <span className={classes.problemText}>
          {problem.node && <strong>{problem.node}</strong>} {problem.message}
          {problem.hint && <span className={classes.problemHint}> {problem.hint}</span>}
        </span>
        <span className={classes.problemPlace}>
          {problem.path}
          {problem.line > 0 && ` · ${problem.file}:${problem.line}`}
        </span>
      </button>
    </li>
  );
}

function Problems() {
  const { t } = useTranslation("designer");
  const problems = useDraft((state) => state.problems);
  if (problems.length === 0) {
    return (
      <p className={classes.drawerEmpty}>
        <IconCircleCheck size={16} aria-hidden /> {t("problems.none")}
      </p>
    );
  }
  const sorted = [...problems].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return (
    <ul className={classes.problems}>
      {sorted.map((problem, index) => (
        <ProblemRow key={`${problem.code} ${problem.path} ${index}`} problem={problem} />
      ))}
    </ul>
  );
}

function Yaml() {
  const { t } = useTranslation("designer");
  const text = useDraft((state) => state.yaml);
  const problems = useDraft((state) => state.problems);
  return (
    <div className={classes.yaml}>
      <div className={classes.yamlCopy}>
        <CopyButton text={text} label={t("yaml.copy")} />
      </div>
      <Suspense fallback={<Loader size="xs" m="md" />}>
        <YamlText text={text} problems={problems} label={t("yaml.label")} />
      </Suspense>
    </div>
  );
}

export function Drawer() {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const [height, setHeight] = useRemembered("designer.drawer.height", 220);
  const errors = useDraft((state) => state.problems.filter((one) => one.severity === "error").length);
  const warnings = useDraft((state) => state.problems.length) - errors;
  const tabs = [
    { key: "problems", count: errors + warnings },
    { key: "yaml", count: 0 },
  ] as const;
  return (
    <section className={classes.drawer} aria-label={t("drawer.label")}>
      {ui.drawer && (
        <RowHandle label={t("drawer.resize")} size={height} min={90} max={520} onResize={setHeight} />
      )}
      <div className={classes.drawerTabs}>
        <div className={classes.tablist} role="tablist" aria-label={t("drawer.label")}>
          {tabs.map(({ key, count }) => (
            <button
              key={key}
              type="button"
              role="tab"
              id={`drawer-tab-${key}`}
              aria-selected={ui.drawer === key}
              aria-controls="drawer-panel"
              className={classes.drawerTab}
              data-testid={`drawer-tab:${key}`}
              onClick={() => ui.openDrawer(ui.drawer === key ? null : key)}
            >
              {t(`drawer.${key}`)}
              {count > 0 && (
                <span className={classes.count} data-tone={errors > 0 ? "danger" : "warning"}>
                  {count}
                </span>
              )}
            </button>
          ))}
        </div>
        <span className={classes.grow} />
        {ui.drawer && (
          <ActionIcon size={22} aria-label={t("drawer.close")} onClick={() => ui.openDrawer(null)}>
            <IconChevronDown size={15} />
          </ActionIcon>
        )}
      </div>
      {ui.drawer && (
        <div
          id="drawer-panel"
          role="tabpanel"
          aria-labelledby={`drawer-tab-${ui.drawer}`}
          className={classes.drawerBody}
          style={{ height }}
        >
          {ui.drawer === "problems" ? <Problems /> : <Yaml />}
        </div>
      )}
    </section>
  );
}
