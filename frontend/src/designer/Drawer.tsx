/** Under the canvas: problems, the YAML that the canvas stands for, and what a run of it would do. */
import { ActionIcon, Loader } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../app/remembered";
import { CopyButton } from "../ui";
import classes from "./designer.module.css";
import { isTranslated } from "./problemList";
import { PlanPanel } from "./plan/Plan";
import { usePlan } from "./plan/usePlan";
import { Problems } from "./Problems";
import { RowHandle } from "./RowHandle";
import { useDraft } from "./store";
import { useUi } from "./ui";

const YamlText = lazy(() => import("./YamlText"));

function Yaml() {
  const { t } = useTranslation("designer");
  const text = useDraft((state) => state.yaml);
  const problems = useDraft((state) => state.problems);
  const { line } = useUi();
  return (
    <div className={classes.yaml}>
      <div className={classes.yamlCopy}>
        <CopyButton text={text} label={t("yaml.copy")} />
      </div>
      <Suspense fallback={<Loader size="xs" m="md" />}>
        <YamlText text={text} problems={problems} label={t("yaml.label")} at={line} />
      </Suspense>
    </div>
  );
}

function Plan() {
  return <PlanPanel plan={usePlan(true)} />;
}

export function Drawer() {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const [height, setHeight] = useRemembered("designer.drawer.height", 220);
  const errors = useDraft((state) => state.problems.filter((one) => one.severity === "error").length);
  const warnings = useDraft((state) => state.problems.filter((one) => !isTranslated(one)).length) - errors;
  const tabs = [
    { key: "problems", count: errors + warnings },
    { key: "yaml", count: 0 },
    { key: "plan", count: 0 },
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
          {ui.drawer === "problems" && <Problems />}
          {ui.drawer === "yaml" && <Yaml />}
          {ui.drawer === "plan" && <Plan />}
        </div>
      )}
    </section>
  );
}
