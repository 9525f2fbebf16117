/** Run settings of a node: where, in which environment, with how much of the machine and how often it runs. */
import { Textarea } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CanvasNode, Json, Literal } from "../../graph/types";
import { useDesigner, useDraft } from "../store";
import { EnvironmentField } from "./EnvironmentField";
import { FieldRow, LiteralField, NativeSelect, Switch, TextField } from "./fields";
import classes from "./inspector.module.css";
import { linesOf, mapOf } from "./literal";
import { at, FORCE_RERUN, isMap, isOn, isSize, OURS } from "./runSettings";

function Variables({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const id = useId();
  const stored = isMap(node.settings.environment_variables) ? node.settings.environment_variables : {};
  // A line that is not finished yet is no variable, and must not vanish while it is typed.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <FieldRow label={t("settings.variables")} hint={t("settings.variablesHint")} htmlFor={id}>
      <Textarea
        id={id}
        autosize
        minRows={2}
        maxRows={10}
        data-testid="setting:environment_variables"
        classNames={{ input: classes.mono }}
        value={typed ?? linesOf(stored)}
        placeholder="OMP_NUM_THREADS=1"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          const map = mapOf(event.currentTarget.value);
          const value = Object.keys(map).length > 0 ? map : undefined;
          designer.edit(
            [
              {
                kind: "setSetting",
                args: { node: node.name, path: ["environment_variables"], ...(value ? { value } : {}) },
              },
            ],
            `environment_variables ${node.name}`,
          );
        }}
        onBlur={() => {
          setTyped(null);
          designer.seal();
        }}
      />
    </FieldRow>
  );
}

type Set = (path: readonly string[], value?: Json) => void;

interface NumberRowProps {
  name: string;
  label: string;
  hint?: string;
  min: number;
  type?: "integer" | "number";
  value: Json | undefined;
  unset: string;
  onChange: (value?: Literal) => void;
}

/** A number that may be absent, with a way back to being absent. */
function NumberRow({ name, label, hint, min, type = "integer", value, unset, onChange }: NumberRowProps) {
  const designer = useDesigner();
  const id = useId();
  const present = typeof value === "number" || typeof value === "string" ? value : undefined;
  return (
    <FieldRow label={label} {...(hint ? { hint } : {})} htmlFor={id}>
      <div className={classes.pair}>
        <LiteralField
          key={present === undefined ? "none" : "own"}
          id={id}
          testId={`setting:${name}`}
          label={label}
          spec={{ type, min }}
          value={present}
          onChange={onChange}
          onDone={designer.seal}
        />
        {present !== undefined && (
          <button type="button" className={classes.boundName} onClick={() => onChange(undefined)}>
            {unset}
          </button>
        )}
      </div>
    </FieldRow>
  );
}

function Resources({ node, set }: { node: CanvasNode; set: Set }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const own = (key: string) => at(node.settings, [...OURS, key]);
  const number = (key: string, min: number, type: "integer" | "number" = "integer") => (
    <NumberRow
      name={key}
      label={t(`settings.${key}`)}
      hint={t(`settings.${key}Hint`)}
      min={min}
      type={type}
      value={own(key)}
      unset={t("settings.unset")}
      onChange={(value) => set([...OURS, key], value)}
    />
  );
  const memory = own("memory");
  const text = typeof memory === "string" || typeof memory === "number" ? String(memory) : "";
  return (
    <>
      <h3 className={classes.section}>{t("settings.resources")}</h3>
      {number("cpus", 1)}
      {number("gpus", 0)}
      <TextField
        label={t("settings.memory")}
        testId="setting:memory"
        placeholder="4Gi"
        value={text}
        hint={text === "" || isSize(text) ? t("settings.memoryHint") : t("settings.memoryWrong")}
        onChange={(value) => set([...OURS, "memory"], value)}
        onDone={designer.seal}
      />
      <h3 className={classes.section}>{t("settings.failures")}</h3>
      <NumberRow
        name="timeout"
        label={t("settings.timeout")}
        hint={t("settings.timeoutHint")}
        min={1}
        value={at(node.settings, ["limits", "timeout"])}
        unset={t("settings.noLimit")}
        onChange={(value) => set(["limits", "timeout"], value)}
      />
      {number("retries", 0)}
      {number("retry_delay", 0, "number")}
    </>
  );
}

const PRIORITIES = ["", "low", "medium", "high"];

function Priority({ node, set }: { node: CanvasNode; set: Set }) {
  const { t } = useTranslation("designer");
  const value = at(node.settings, ["queue_settings", "priority"]);
  return (
    <FieldRow label={t("settings.priority")} hint={t("settings.priorityHint")}>
      <NativeSelect
        label={t("settings.priority")}
        testId="setting:priority"
        value={typeof value === "string" ? value : ""}
        options={PRIORITIES.map((one) => ({ value: one, label: t(`settings.priorities.${one || "none"}`) }))}
        onChange={(next) => set(["queue_settings", "priority"], next === "" ? undefined : next)}
      />
    </FieldRow>
  );
}

function AlwaysRun({ node, set }: { node: CanvasNode; set: Set }) {
  const { t } = useTranslation("designer");
  const on = isOn(at(node.settings, FORCE_RERUN));
  const words = node.type === "pipeline" ? "settings.alwaysInsideHint" : "settings.alwaysHint";
  return (
    <FieldRow
      label={t("settings.always")}
      hint={t(words)}
      aside={
        <Switch
          label={t("settings.always")}
          testId="setting:always"
          checked={on}
          onChange={(next) => set(FORCE_RERUN, next ? "true" : undefined)}
        />
      }
    >
      {null}
    </FieldRow>
  );
}

export function SettingsTab({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const standard = useDraft(({ history }) => {
    const settings = history.doc.job.settings;
    return isMap(settings) && typeof settings.default_compute === "string" ? settings.default_compute : "";
  });
  const set: Set = (path, value) =>
    designer.edit(
      [
        {
          kind: "setSetting",
          args: { node: node.name, path: [...path], ...(value === undefined ? {} : { value }) },
        },
      ],
      `${path.join(".")} ${node.name}`,
    );
  if (node.type === "pipeline")
    return (
      <>
        <p className={classes.nothing}>{t("settings.ofPipeline")}</p>
        <AlwaysRun node={node} set={set} />
      </>
    );
  const { compute } = node.settings;
  return (
    <>
      <AlwaysRun node={node} set={set} />
      <EnvironmentField node={node} />
      <TextField
        label={t("settings.compute")}
        testId="setting:compute"
        mono
        value={typeof compute === "string" ? compute : ""}
        placeholder={standard || "azureml:local"}
        hint={t("settings.computeHint")}
        onChange={(value) => set(["compute"], value)}
        onDone={designer.seal}
      />
      <Priority node={node} set={set} />
      <Resources node={node} set={set} />
      <Variables node={node} />
    </>
  );
}
