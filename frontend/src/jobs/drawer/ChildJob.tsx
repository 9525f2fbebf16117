/** The child job of a node, open beside the graph. The page owns which node and tab; this shows them. */
import { ActionIcon, Button, Tabs, Tooltip } from "@mantine/core";
import { IconSitemap, IconX } from "@tabler/icons-react";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Duration, ErrorState, Skeletons, StatusBadge } from "../../ui";
import { useNodeDetail, type NodeDetail } from "../api";
import type { LiveSession } from "../live/session";
import { useLiveRun } from "../live/store";
import { isTerminal, type NodeState } from "../live/types";
import { baseName } from "../outline/tree";
import { MetricsTab } from "../metrics/MetricsTab";
import { ResourcesTab } from "../resources/ResourcesTab";
import { isPipeline, type ArrowKey } from "../page/places";
import classes from "./drawer.module.css";
import { InputsOutputs } from "./InputsOutputs";
import { LogsTab } from "./LogsTab";
import { ChildrenTab, CodeTab, EventsTab } from "./MoreTabs";
import { Overview } from "./Overview";
import { chosenTab, tabsOf, type Tab } from "./tabs";

export interface ChildJobProps {
  job: string;
  path: string;
  state: NodeState;
  tab: string | null;
  session: LiveSession | null;
  onTab: (tab: Tab) => void;
  onClose: () => void;
  onOpen: (path: string) => void;
  onGraph: (path: string) => void;
  onArrow: (key: ArrowKey) => void;
}

/** Keys that a text, list or table uses for itself are not taken from it. */
function ownsKeys(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, pre, [role="tablist"], [role="region"], [data-keys="own"], [role="separator"]',
    ) !== null
  );
}

function Panel({
  tab,
  props,
  detail,
  version,
}: {
  tab: Tab;
  props: ChildJobProps;
  detail: NodeDetail;
  version: string;
}): ReactNode {
  const { job, path, state, session, onOpen } = props;
  if (tab === "overview") return <Overview detail={detail} state={state} job={job} />;
  if (tab === "io") return <InputsOutputs detail={detail} job={job} done={isTerminal(state.status)} />;
  if (tab === "logs") return <LogsTab key={path} detail={detail} state={state} job={job} session={session} />;
  if (tab === "metrics") return <MetricsTab key={path} job={job} path={path} state={state} />;
  if (tab === "resources") return <ResourcesTab key={path} job={job} path={path} state={state} />;
  if (tab === "code") return <CodeTab key={path} job={job} path={path} />;
  if (tab === "events") return <EventsTab job={job} path={path} version={version} />;
  return <ChildrenTab path={path} onOpen={onOpen} />;
}

function Head({
  path,
  state,
  onClose,
  onGraph,
}: Pick<ChildJobProps, "path" | "state" | "onClose" | "onGraph">) {
  const { t } = useTranslation("jobs");
  return (
    <div className={classes.head}>
      <h2 className={classes.title} title={path}>
        {path === "" ? t("drawer.job") : baseName(path)}
      </h2>
      <StatusBadge status={state.status} reused={Boolean(state.reused_from)} />
      <span className={classes.note}>
        <Duration start={state.start_time} end={state.end_time} none="" />
      </span>
      {state.attempt > 1 && (
        <span className={classes.note}>{t("drawer.attempt", { attempt: state.attempt })}</span>
      )}
      <span className={classes.headTools}>
        {isPipeline(state) && path !== "" && (
          <Button
            variant="default"
            leftSection={<IconSitemap size={15} aria-hidden />}
            onClick={() => onGraph(path)}
          >
            {t("drawer.graph")}
          </Button>
        )}
        <Tooltip label={t("drawer.close")}>
          <ActionIcon aria-label={t("drawer.close")} onClick={onClose} data-testid="action:close-child">
            <IconX size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  );
}

export function ChildJob(props: ChildJobProps) {
  const { job, path, state, tab: wanted, onTab, onClose, onArrow } = props;
  const { t } = useTranslation("jobs");
  const version = `${state.status}:${state.attempt}`;
  const detail = useNodeDetail(job, path, version);
  const hasChildren = useLiveRun((live) => (live.children[path]?.total ?? 0) > 0 && path !== "");
  const tabs = tabsOf({ kind: state.kind, hasChildren });
  const tab = chosenTab(wanted, tabs);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!panel.current?.contains(document.activeElement)) panel.current?.focus();
  }, [path]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    } else if (/^Arrow(Left|Right|Up|Down)$/.test(event.key) && !ownsKeys(event.target)) {
      event.preventDefault();
      onArrow(event.key as ArrowKey);
    }
  };
  return (
    <aside
      ref={panel}
      className={classes.drawer}
      data-testid="child-job"
      data-status={state.status}
      data-path={path}
      aria-label={t("drawer.label", { node: path || job })}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <Head {...props} />
      <Tabs
        value={tab}
        onChange={(next) => next && onTab(next as Tab)}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList} aria-label={t("drawer.tabs")}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} data-testid={`child-tab:${one}`}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((one) => (
          <Tabs.Panel key={one} value={one} className={classes.panel} tabIndex={-1}>
            {detail.isPending && <Skeletons rows={7} />}
            {detail.isError && (
              <ErrorState
                error={detail.error}
                what={t("drawer.unreadable")}
                retry={() => void detail.refetch()}
              />
            )}
            {detail.data && one === tab && (
              <Panel tab={one} props={props} detail={detail.data} version={version} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </aside>
  );
}
