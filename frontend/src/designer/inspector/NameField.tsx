/** Renames on Enter or when left; a name that cannot be is explained and not taken. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface NameFieldProps {
  name: string;
  label: string;
  taken: readonly string[];
  pattern: RegExp;
  onRename: (to: string) => void;
}

export function NameField({ name, label, taken, pattern, onRename }: NameFieldProps) {
  const { t } = useTranslation("designer");
  const [text, setText] = useState(name);
  const wrong =
    text === name
      ? null
      : !pattern.test(text)
        ? "inspector.badName"
        : taken.includes(text)
          ? "inspector.takenName"
          : null;
  const finish = () => {
    if (text === name) return;
    if (wrong) setText(name);
    else onRename(text);
  };
  return (
    <TextInput
      flex={1}
      variant="unstyled"
      aria-label={label}
      data-testid="inspector-name"
      value={text}
      error={wrong && t(wrong)}
      styles={{ input: { fontWeight: 600, fontSize: 14, height: 28, minHeight: 28 } }}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) event.currentTarget.blur();
        if (event.key === "Escape") {
          setText(name);
          event.stopPropagation();
        }
      }}
    />
  );
}
