/** What is shown when nothing is selected: the pipeline itself. */
import { Button, Textarea } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../graph/types";
import { addPipelinePort } from "../add";
import { designerApi } from "../api";
import { useDesigner, useDoc, useDraft } from "../store";
import { tellError } from "../toasts";
import { useUi } from "../ui";
import { FieldRow, Switch, TextField } from "./fields";
import classes from "./inspector.module.css";
import { InputValue } from "./PortInspector";

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

function Words() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const { job } = useDoc();
  const name = useDraft((state) => state.name);
  const id = useId();
  const set = (key: string) => (value: string | undefined) =>
    designer.edit([{ kind: "setJob", args: { path: [key], value } }], `job ${key}`);
  /** The draft is listed under the name of its pipeline. */
  const renameDraft = () => {
    designer.seal();
    const wanted = textOf(designer.store.getState().history.doc.job.display_name);
    if (!wanted || wanted === name) return;
    designer.rename(wanted);
    designerApi
      .rename(designer.store.getState().id, wanted)
      .catch((error: unknown) => tellError(t("pipeline.notRenamed"), error));
  };
  return (
    <>
      <TextField
        label={t("pipeline.name")}
        testId="pipeline-name"
        value={textOf(job.display_name)}
        placeholder={name}
        onChange={set("display_name")}
        onDone={renameDraft}
      />
      <FieldRow label={t("pipeline.description")} htmlFor={id}>
        <Textarea
          id={id}
          autosize
          minRows={2}
          maxRows={8}
          value={textOf(job.description)}
          onChange={(event) => set("description")(event.currentTarget.value || undefined)}
          onBlur={designer.seal}
        />
      </FieldRow>
      <TextField
        label={t("pipeline.experiment")}
        testId="pipeline-experiment"
        value={textOf(job.experiment_name)}
        hint={t("pipeline.experimentHint")}
        onChange={set("experiment_name")}
        onDone={designer.seal}
      />
    </>
  );
}

function Ports() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const { inputs, outputs } = useDoc();
  const add = (side: "inputs" | "outputs", type: string) =>
    addPipelinePort(designer, side, type, ui.canvas.current?.center() ?? { x: 0, y: 0 });
  return (
    <>
      <h3 className={classes.section}>{t("pipeline.inputs")}</h3>
      {inputs.length === 0 && <p className={classes.nothing}>{t("pipeline.noInputs")}</p>}
      {inputs.map((input) => (
        <InputValue key={`${input.name} ${input.type}`} input={input} />
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} />}
        onClick={() => add("inputs", "number")}
      >
        {t("pipeline.addInput")}
      </Button>
      <h3 className={classes.section}>{t("pipeline.outputs")}</h3>
      {outputs.length === 0 && <p className={classes.nothing}>{t("pipeline.noOutputs")}</p>}
      <ul className={classes.plain}>
        {outputs.map((output) => (
          <li key={output.name}>
            <button
              type="button"
              className={classes.boundName}
              onClick={() => designer.select([`outputs:${output.name}`])}
            >
              {output.name} <span className={classes.type}>{output.type}</span>
            </button>
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} />}
        onClick={() => add("outputs", "uri_folder")}
      >
        {t("pipeline.addOutput")}
      </Button>
    </>
  );
}

const SWITCHES = ["continue_on_step_failure", "force_rerun"] as const;

function Settings() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const settings = useDoc().job.settings ?? {};
  const set = (key: string, value?: Json) =>
    designer.edit([{ kind: "setJob", args: { path: ["settings", key], value } }], `settings ${key}`);
  return (
    <>
      <h3 className={classes.section}>{t("pipeline.settings")}</h3>
      {SWITCHES.map((key) => (
        <FieldRow
          key={key}
          label={t(`pipeline.${key}`)}
          hint={t(`pipeline.${key}Hint`)}
          aside={
            <Switch
              label={t(`pipeline.${key}`)}
              testId={`setting:${key}`}
              checked={settings[key] === true}
              onChange={(on) => set(key, on ? true : undefined)}
            />
          }
        >
          {null}
        </FieldRow>
      ))}
      <TextField
        label={t("pipeline.compute")}
        mono
        value={textOf(settings.default_compute)}
        placeholder="azureml:local"
        onChange={(value) => set("default_compute", value)}
        onDone={designer.seal}
      />
    </>
  );
}

export function PipelineInspector() {
  const { t } = useTranslation("designer");
  return (
    <div className={classes.panel}>
      <h2 className={classes.title}>{t("pipeline.title")}</h2>
      <Words />
      <Ports />
      <Settings />
    </div>
  );
}
