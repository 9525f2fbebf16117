/** Words that are read, and with one click (or Enter on the pencil) written. */
import { ActionIcon, Button, Textarea } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../ui";
import classes from "./assets.module.css";

interface EditableTextProps {
  text: string;
  label: string;
  none: string;
  save: (text: string) => Promise<unknown>;
  testId: string;
}

export function EditableText({ text, label, none, save, testId }: EditableTextProps) {
  const { t } = useTranslation("assets");
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(null);
    setError(null);
    window.setTimeout(() => pencil.current?.focus(), 0);
  };
  const commit = async () => {
    if (draft === null) return;
    if (draft === text) return close();
    setBusy(true);
    try {
      await save(draft);
      close();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void commit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (draft === null)
    return (
      <div className={classes.editable} data-testid={testId}>
        <p className={text ? classes.lead : classes.none}>{text || none}</p>
        <ActionIcon
          ref={pencil}
          size="sm"
          aria-label={t("edit.start", { what: label })}
          onClick={() => setDraft(text)}
        >
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
      </div>
    );
  return (
    <div className={classes.editing} data-testid={testId}>
      <Textarea
        autosize
        minRows={2}
        maxRows={12}
        autoFocus
        aria-label={label}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.editButtons}>
        <Button loading={busy} onClick={() => void commit()}>
          {t("edit.save")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("edit.cancel")}
        </Button>
        <span className={classes.quiet}>{t("edit.keys")}</span>
      </div>
      {error !== null && <ErrorState error={error} what={t("edit.failed")} />}
    </div>
  );
}
