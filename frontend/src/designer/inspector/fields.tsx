/** Fields of the inspector: one typed control per value. They hold text while it is typed, the document the rest. */
import { TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Literal, PortSpec } from "../../graph/types";
import classes from "./inspector.module.css";
import { isTrue, literalText, readLiteral, stepped } from "./literal";

interface FieldRowProps {
  label: string;
  hint?: string;
  /** Right of the label: type, buttons. */
  aside?: ReactNode;
  htmlFor?: string;
  children: ReactNode;
}

export function FieldRow({ label, hint, aside, htmlFor, children }: FieldRowProps) {
  return (
    <div className={classes.field}>
      <div className={classes.fieldHead}>
        <label className={classes.label} htmlFor={htmlFor} title={hint}>
          {label}
        </label>
        {aside}
      </div>
      {children}
      {hint && <p className={classes.hint}>{hint}</p>}
    </div>
  );
}

export function Switch(props: {
  id?: string;
  label: string;
  testId?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  const { id, label, testId, checked, onChange } = props;
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      className={classes.switch}
      aria-label={label}
      data-testid={testId}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

interface NativeSelectProps {
  id?: string;
  label: string;
  testId?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** The browser's own select: the one list that every keyboard, reader and phone knows. */
export function NativeSelect({ id, label, testId, value, options, onChange }: NativeSelectProps) {
  return (
    <select
      id={id}
      className={classes.select}
      aria-label={label}
      data-testid={testId}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface LiteralFieldProps {
  id?: string;
  testId: string;
  label: string;
  spec: Pick<PortSpec, "type" | "min" | "max" | "enum" | "default">;
  value: Literal | undefined;
  onChange: (value: Literal) => void;
  /** The user left the field: what comes next is another step of undo. */
  onDone?: () => void;
  required?: boolean;
}

function TextLiteral({ id, testId, label, spec, value, onChange, onDone, required }: LiteralFieldProps) {
  const { t } = useTranslation("designer");
  // What is typed and is no value yet ("-", "1e") lives here only.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? literalText(value);
  const numeric = spec.type === "integer" || spec.type === "number";
  const read = text === "" && !required ? {} : readLiteral(text, spec);
  const write = (next: string) => {
    setTyped(next);
    const { value: known } = readLiteral(next, spec);
    if (known !== undefined) onChange(known);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!numeric || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const next = stepped(text || literalText(spec.default), spec, event.key === "ArrowUp" ? 1 : -1);
    event.preventDefault();
    if (next !== null) write(next);
  };
  return (
    <TextInput
      id={id}
      data-testid={testId}
      aria-label={label}
      value={text}
      inputMode={numeric ? "decimal" : undefined}
      placeholder={literalText(spec.default)}
      error={read.wrong && t(read.wrong.key, read.wrong.values)}
      classNames={{ input: numeric ? classes.number : undefined }}
      onChange={(event) => write(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (readLiteral(text, spec).value !== undefined) setTyped(null);
        onDone?.();
      }}
    />
  );
}

/** Number, choice, switch or text, by the declared type. */
export function LiteralField(props: LiteralFieldProps) {
  const { id, testId, label, spec, value, onChange } = props;
  const present = value ?? spec.default;
  if (spec.enum && spec.enum.length > 0) {
    const known = spec.enum.map(literalText);
    const shown = literalText(present);
    const options = (known.includes(shown) ? known : [shown, ...known]).map((one) => ({
      value: one,
      label: one,
    }));
    return (
      <NativeSelect
        id={id}
        testId={testId}
        label={label}
        value={shown}
        options={options}
        onChange={(next) => onChange(spec.enum?.find((one) => literalText(one) === next) ?? next)}
      />
    );
  }
  if (spec.type === "boolean") {
    return <Switch id={id} testId={testId} label={label} checked={isTrue(present)} onChange={onChange} />;
  }
  return <TextLiteral {...props} />;
}

/** A text that is stored when it changes; empty removes it. */
export function TextField(props: {
  label: string;
  value: string;
  testId?: string;
  placeholder?: string;
  hint?: string;
  mono?: boolean;
  onChange: (value: string | undefined) => void;
  onDone?: () => void;
}) {
  const id = useId();
  return (
    <FieldRow label={props.label} hint={props.hint} htmlFor={id}>
      <TextInput
        id={id}
        data-testid={props.testId}
        value={props.value}
        placeholder={props.placeholder}
        classNames={{ input: props.mono ? classes.mono : undefined }}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
        onBlur={props.onDone}
      />
    </FieldRow>
  );
}
