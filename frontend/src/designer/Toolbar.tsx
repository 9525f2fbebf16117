/** The bar over the canvas. Its buttons are commands; it adds nothing of its own but their order. */
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconChevronDown,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconAlertTriangle,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Command } from "../app/commands";
import { keyNames } from "../app/shortcuts";
import classes from "./designer.module.css";
import { useDraft } from "./store";

const keysOf = (command: Command) => (command.keys?.[0] ? ` (${keyNames(command.keys[0]).join("+")})` : "");

function Tool({ command }: { command: Command }) {
  const Icon = command.icon;
  return (
    <Tooltip label={command.label + keysOf(command)}>
      <ActionIcon
        size={28}
        aria-label={command.label}
        data-testid={`action:${command.id}`}
        disabled={command.disabled}
        onClick={command.run}
      >
        {Icon && <Icon size={17} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}

const SAVE_ICONS = {
  saved: IconCloudCheck,
  dirty: IconCloudUp,
  saving: IconCloudUp,
  offline: IconCloudOff,
  stale: IconAlertTriangle,
  failed: IconAlertTriangle,
} as const;

function SaveState() {
  const { t } = useTranslation("designer");
  const state = useDraft((draft) => draft.saveState);
  const Icon = SAVE_ICONS[state];
  return (
    <span
      className={classes.saveState}
      data-testid="save-state"
      data-state={state}
      title={t(`save.${state}Hint`)}
    >
      <Icon size={15} stroke={1.7} aria-hidden />
      {t(`save.${state}`)}
    </span>
  );
}

function ExportButton({ commands }: { commands: Record<string, Command> }) {
  const { t } = useTranslation("designer");
  const { export: yaml, exportZip, exportCanvas } = commands;
  if (!yaml || !exportZip || !exportCanvas) return null;
  const Icon = yaml.icon;
  return (
    <Button.Group>
      <Tooltip label={yaml.label + keysOf(yaml)}>
        <Button
          variant="default"
          data-testid="action:export"
          leftSection={Icon && <Icon size={15} stroke={1.7} />}
          onClick={yaml.run}
        >
          {t("toolbar.export")}
        </Button>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            px={5}
            aria-label={t("toolbar.exportMore")}
            data-testid="action:export-more"
          >
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {[yaml, exportZip, exportCanvas].map((command) => (
            <Menu.Item key={command.id} onClick={command.run}>
              {command.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

export function Toolbar({ commands }: { commands: readonly Command[] }) {
  const { t } = useTranslation("designer");
  const byId = Object.fromEntries(commands.map((command) => [command.id, command]));
  const tools = (ids: string[]) =>
    ids.flatMap((id) => (byId[id] ? [<Tool key={id} command={byId[id]} />] : []));
  const { run, validate, import: importing } = byId;
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t("toolbar.label")}>
      {tools(["library", "undo", "redo"])}
      <span className={classes.divider} />
      {tools(["layout", "connect", "duplicate", "delete"])}
      <span className={classes.divider} />
      {tools(["shortcuts"])}
      <SaveState />
      <span className={classes.grow} />
      {importing && (
        <Button
          variant="default"
          data-testid="action:import"
          leftSection={importing.icon && <importing.icon size={15} stroke={1.7} />}
          onClick={importing.run}
        >
          {t("toolbar.import")}
        </Button>
      )}
      <ExportButton commands={byId} />
      {validate && (
        <Button
          variant="default"
          data-testid="action:validate"
          leftSection={validate.icon && <validate.icon size={15} stroke={1.7} />}
          onClick={validate.run}
        >
          {t("toolbar.validate")}
        </Button>
      )}
      {run && (
        <Button
          data-testid="action:run"
          disabled={run.disabled}
          leftSection={run.icon && <run.icon size={15} stroke={1.8} />}
          onClick={run.run}
        >
          {t("toolbar.run")}
        </Button>
      )}
      {tools(["inspector"])}
    </div>
  );
}
