/** Under which name an output is registered when its step has completed: as a model or as data, by its type. */
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FieldRow } from "./fields";
import classes from "./inspector.module.css";

export const OUTPUT_MODES = ["upload", "rw_mount", "direct"];

interface RegisterFieldsProps {
  port: string;
  type: string;
  name: string;
  version: string;
  onChange: (patch: { name?: string; version?: string }) => void;
  onDone: () => void;
}

export function RegisterFields({ port, type, name, version, onChange, onDone }: RegisterFieldsProps) {
  const { t } = useTranslation("designer");
  const model = type.endsWith("_model");
  return (
    <FieldRow label={t(model ? "output.asModel" : "output.asData")} hint={t("output.registerHint")}>
      <div className={classes.pair}>
        <TextInput
          aria-label={t("output.registerName", { name: port })}
          data-testid={`register:${port}`}
          placeholder={t("output.notRegistered")}
          value={name}
          onChange={(event) => onChange({ name: event.currentTarget.value.trim() })}
          onBlur={onDone}
        />
        {name !== "" && (
          <TextInput
            aria-label={t("output.registerVersion", { name: port })}
            data-testid={`register-version:${port}`}
            placeholder={t("output.nextVersion")}
            value={version}
            onChange={(event) => onChange({ version: event.currentTarget.value.trim() })}
            onBlur={onDone}
          />
        )}
      </div>
    </FieldRow>
  );
}
