/** Changes that are not saved yet, and the two ways out of them. */
import { Button } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../ui";
import classes from "./settings.module.css";

interface SaveBarProps {
  dirty: boolean;
  busy: boolean;
  error: unknown;
  /** Why it cannot be saved as it stands. */
  trouble?: string | null;
  onSave: () => void;
  onDiscard: () => void;
}

export function SaveBar({ dirty, busy, error, trouble, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation("settings");
  return (
    <>
      {error !== null && error !== undefined && <ErrorState error={error} what={t("notSaved")} />}
      <div className={classes.saveBar} data-dirty={dirty || undefined}>
        <Button
          leftSection={<IconDeviceFloppy size={15} aria-hidden />}
          disabled={!dirty || Boolean(trouble)}
          loading={busy}
          onClick={onSave}
          data-testid="settings-save"
        >
          {t("save")}
        </Button>
        <Button variant="default" disabled={!dirty || busy} onClick={onDiscard}>
          {t("discard")}
        </Button>
        <span role="status" className={classes.quiet} data-testid="settings-state">
          {trouble || (dirty ? t("unsaved") : "")}
        </span>
      </div>
    </>
  );
}
