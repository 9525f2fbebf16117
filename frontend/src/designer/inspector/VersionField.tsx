/** The version of a node's component: chosen from all there are; a change is shown before it is made. */
import { Button, Select } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { pinned } from "../../graph/upgrade";
import type { CanvasNode } from "../../graph/types";
import { useKnown, useNewer } from "../newer";
import { useUi } from "../ui";
import classes from "../upgrade.module.css";

export function VersionField({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const known = useKnown();
  const newer = useNewer().get(String(node.component));
  const own = pinned(node.component);
  const entry = own && known.get(own.name);
  if (!own || !entry) return null;
  const versions = entry.versions.includes(own.version) ? entry.versions : [own.version, ...entry.versions];
  const ask = (version: string) => ui.openUpgrade([{ node: node.name, version }]);
  return (
    <div className={classes.version}>
      <Select
        label={t("info.version")}
        data-testid="node-version"
        data={versions.map((version) => ({
          value: version,
          label: version === entry.latest ? t("upgrade.latest", { version }) : version,
        }))}
        value={own.version}
        searchable={versions.length > 12}
        allowDeselect={false}
        disabled={versions.length < 2}
        onChange={(version) => version && version !== own.version && ask(version)}
      />
      {newer && (
        <Button
          variant="default"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          data-testid="action:upgrade"
          onClick={() => ask(newer)}
        >
          {t("upgrade.open")}
        </Button>
      )}
    </div>
  );
}

/** One line over the tabs, so that it is seen from each of them. */
export function NewerLine({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const newer = useNewer().get(String(node.component));
  if (!newer) return null;
  return (
    <div className={classes.newer} data-testid="newer-version">
      <IconArrowUp size={14} aria-hidden />
      <span>{t("upgrade.newer", { version: newer })}</span>
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => ui.openUpgrade([{ node: node.name, version: newer }])}
      >
        {t("upgrade.open")}
      </Button>
    </div>
  );
}
