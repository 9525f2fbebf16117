/** Chips that can be taken away and added: tags, properties, labels. The owner says what one is and saves it. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../ui";
import classes from "./assets.module.css";

export interface Chip {
  key: string;
  words: string;
  /** Where the chip leads, as the owner draws it. */
  content?: ReactNode;
  /** It cannot be taken away. */
  fixed?: boolean;
}

interface ChipsEditorProps {
  title: string;
  hint?: string;
  chips: readonly Chip[];
  none: string;
  /** `one`: a name; `pair`: a name and a value. */
  form: "one" | "pair";
  add: (name: string, value: string) => Promise<unknown>;
  remove: (key: string) => Promise<unknown>;
  /** Said under the form while this name stands in it; answers what is wrong, or what will happen. */
  advise?: (name: string) => { text: string; stops: boolean } | null;
  testId: string;
  /** In the empty field, instead of an example of a label. */
  example?: string;
}

interface FormProps {
  form: "one" | "pair";
  title: string;
  busy: boolean;
  advise: ChipsEditorProps["advise"];
  onAdd: (name: string, value: string) => void;
  onClose: () => void;
  testId: string;
  example: string | undefined;
}

function AddForm({ form, title, busy, advise, onAdd, onClose, testId, example }: FormProps) {
  const { t } = useTranslation("assets");
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const words = useId();
  const advice = name.trim() ? (advise?.(name.trim()) ?? null) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !advice?.stops) onAdd(name.trim(), value.trim());
  };
  return (
    <form
      className={classes.addForm}
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <TextInput
        autoFocus
        aria-label={t(form === "one" ? "chips.word" : "chips.name", { what: title })}
        placeholder={example ?? t(form === "one" ? "chips.wordHint" : "chips.nameHint")}
        aria-describedby={advice ? words : undefined}
        data-testid={`${testId}-name`}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {form === "pair" && (
        <TextInput
          aria-label={t("chips.value", { what: title })}
          placeholder={t("chips.valueHint")}
          data-testid={`${testId}-value`}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      <div className={classes.editButtons}>
        <Button type="submit" loading={busy} disabled={!name.trim() || advice?.stops === true}>
          {t("chips.add")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("edit.cancel")}
        </Button>
      </div>
      <p id={words} className={classes.advice} role="status">
        {advice?.text}
      </p>
    </form>
  );
}

export function ChipsEditor(props: ChipsEditorProps) {
  const { title, hint, chips, none, form, add, remove, advise, testId } = props;
  const { t } = useTranslation("assets");
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    window.setTimeout(() => opener.current?.focus(), 0);
  };
  const attempt = async (act: () => Promise<unknown>, done: () => void) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      done();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={classes.asideSection} data-testid={testId}>
      <div className={classes.asideHead}>
        <h2 className={classes.asideTitle}>{title}</h2>
        <ActionIcon
          ref={opener}
          size="sm"
          aria-expanded={open}
          aria-label={t("chips.addTo", { what: title })}
          data-testid={`${testId}-add`}
          onClick={() => setOpen(!open)}
        >
          <IconPlus size={15} aria-hidden />
        </ActionIcon>
      </div>
      {chips.length === 0 && !open && <p className={classes.none}>{none}</p>}
      <ul className={classes.chipList}>
        {chips.map(({ key, words, content, fixed }) => (
          <li key={key} className={classes.chipItem}>
            {content ?? <span>{words}</span>}
            {!fixed && (
              <button
                type="button"
                className={classes.chipRemove}
                aria-label={t("chips.remove", { words })}
                disabled={busy}
                onClick={() =>
                  void attempt(
                    () => remove(key),
                    () => opener.current?.focus(),
                  )
                }
              >
                <IconX size={11} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {hint && chips.length > 0 && <p className={classes.advice}>{hint}</p>}
      {open && (
        <AddForm
          form={form}
          title={title}
          busy={busy}
          advise={advise}
          testId={testId}
          example={props.example}
          onAdd={(name, value) => void attempt(() => add(name, value), close)}
          onClose={close}
        />
      )}
      {error !== null && <ErrorState error={error} what={t("edit.failed")} />}
    </section>
  );
}
