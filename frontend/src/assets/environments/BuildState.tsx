/** The state of an environment: an icon and a word, how far its build is, and building it. */
import { Button, Menu, Progress } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowsRightLeft,
  IconChevronDown,
  IconCircleCheck,
  IconCircleDashed,
  IconHammer,
  IconLoader2,
  IconRefresh,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { tellError } from "../../designer/toasts";
import classes from "../assets.module.css";
import { useBuild, useBuilding, type Build, type BuildState } from "./api";

const ICONS: Record<BuildState, Icon> = {
  ready: IconCircleCheck,
  building: IconLoader2,
  failed: IconAlertTriangle,
  missing: IconCircleDashed,
};

type Shown = Pick<Build, "state" | "kind" | "progress">;

export function BuildBadge({ build, testId }: { build: Shown; testId?: string }) {
  const { t } = useTranslation("assets");
  const mapped = build.kind === "mapped";
  const StateIcon = mapped ? IconArrowsRightLeft : (ICONS[build.state] ?? IconCircleDashed);
  return (
    <span className={classes.buildState} data-state={build.state} data-testid={testId}>
      <StateIcon size={15} aria-hidden />
      {t(mapped ? "build.mapped" : `build.state.${build.state}`)}
      {build.state === "building" && build.progress && build.progress.total > 0 && (
        <span className={classes.quiet}>
          {build.progress.done}/{build.progress.total}
        </span>
      )}
    </span>
  );
}

/** What is being done, in words and as a bar. */
export function BuildProgress({ build }: { build: Shown }) {
  const { t } = useTranslation("assets");
  if (build.state !== "building") return null;
  const { done = 0, total = 0, text = "" } = build.progress ?? {};
  const words = text || t("build.starting");
  return (
    <div className={classes.buildProgress} data-testid="build-progress">
      <Progress.Root size="sm">
        <Progress.Section
          value={total > 0 ? Math.max(2, (100 * done) / total) : 100}
          animated={total === 0}
          aria-label={words}
          {...(total > 0 ? { "aria-valuetext": words } : {})}
        />
      </Progress.Root>
      <span role="status">{words}</span>
    </div>
  );
}

/** Builds what is missing; what is there can be built again, with newer packages if wanted. */
export function BuildButton({ name, version }: { name: string; version: string }) {
  const { t } = useTranslation("assets");
  const build = useBuild(name, version);
  const building = useBuilding(name, version);
  const state = build.data?.state;
  if (state === undefined || build.data?.kind === "mapped") return null;
  const start = (upgrade: boolean) =>
    building.mutate(upgrade, { onError: (error) => tellError(t("build.notStarted"), error) });
  const busy = state === "building" || building.isPending;
  const first = state === "missing" || state === "failed";
  const variant = first ? "filled" : "default";
  return (
    <Button.Group>
      <Button
        variant={variant}
        leftSection={<IconHammer size={15} aria-hidden />}
        loading={busy}
        onClick={() => start(false)}
        data-testid="action:build"
      >
        {t(state === "missing" ? "build.do" : state === "failed" ? "build.again" : "build.rebuild")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant={variant} px={6} disabled={busy} aria-label={t("build.more")}>
            <IconChevronDown size={15} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRefresh size={15} aria-hidden />} onClick={() => start(true)}>
            {t("build.upgrade")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
