/** The inspector of an input or output of the pipeline. */
import { TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { typeIcon } from "../../canvas/kinds";
import { isParameter, PORT_NAME } from "../../graph/document";
import { sourcesFor } from "../../graph/ports";
import type { PipelineInput, PipelineOutput } from "../../graph/types";
import { useDesigner, useDoc, useDraft } from "../store";
import { FieldRow, LiteralField, NativeSelect, TextField } from "./fields";
import classes from "./inspector.module.css";
import { NameField } from "./NameField";
import { OUTPUT_MODES, RegisterFields } from "./RegisterFields";

const DATA_TYPES = ["uri_folder", "uri_file", "mltable", "mlflow_model", "custom_model"];
const INPUT_TYPES = ["number", "integer", "string", "boolean", ...DATA_TYPES];

/** The value of a pipeline input: a literal or a path. */
export function InputValue({ input }: { input: PipelineInput }) {
  const designer = useDesigner();
  const { t } = useTranslation("designer");
  const id = useId();
  const group = `input ${input.name}`;
  if (!isParameter(input.type)) {
    return (
      <FieldRow
        label={t("port.path", { name: input.name })}
        htmlFor={id}
        aside={<span className={classes.type}>{input.type}</span>}
      >
        <TextInput
          id={id}
          data-testid={`param:${input.name}`}
          placeholder="./data"
          value={input.path ?? ""}
          classNames={{ input: classes.mono }}
          onChange={(event) =>
            designer.edit(
              [
                {
                  kind: "updateInput",
                  args: { name: input.name, patch: { path: event.currentTarget.value || undefined } },
                },
              ],
              group,
            )
          }
          onBlur={designer.seal}
        />
      </FieldRow>
    );
  }
  const { min, max, enum: choices, type } = input;
  return (
    <FieldRow
      label={input.name}
      htmlFor={id}
      hint={input.description}
      aside={<span className={classes.type}>{input.type}</span>}
    >
      <LiteralField
        id={id}
        testId={`param:${input.name}`}
        label={input.name}
        spec={{ type, min, max, enum: choices }}
        value={input.value ?? input.default}
        onChange={(value) =>
          designer.edit([{ kind: "setInputValue", args: { name: input.name, value } }], group)
        }
        onDone={designer.seal}
      />
    </FieldRow>
  );
}

function OutputSource({ output }: { output: PipelineOutput }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const to = { node: null, port: output.name };
  const edge = doc.edges.find((one) => one.to.node === null && one.to.port === output.name);
  const choices = sourcesFor(doc, components, to);
  const valueOf = (ref: { node: string | null; port: string }) => `${ref.node ?? ""}.${ref.port}`;
  return (
    <FieldRow label={t("port.source")}>
      <NativeSelect
        label={t("port.source")}
        testId={`source:${output.name}`}
        value={edge ? valueOf(edge.from) : ""}
        options={[
          { value: "", label: t("source.missing") },
          ...choices.map(({ ref }) => ({ value: valueOf(ref), label: `${ref.node} → ${ref.port}` })),
        ]}
        onChange={(value) => {
          const choice = choices.find(({ ref }) => valueOf(ref) === value);
          if (choice) designer.edit([{ kind: "connect", args: { from: choice.ref, to } }]);
          else if (edge) designer.edit([{ kind: "disconnect", args: { edges: [edge] } }]);
        }}
      />
    </FieldRow>
  );
}

/** Where a pipeline's output goes, and under which name it is registered. Its own name is taken, so that one is `$name`. */
function OutputPlace({ output }: { output: PipelineOutput }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const set = (patch: Partial<PipelineOutput>) =>
    designer.edit([{ kind: "updateOutput", args: { name: output.name, patch } }], `output ${output.name}`);
  const mode = output.mode ?? "";
  return (
    <>
      <FieldRow label={t("output.place")}>
        <div className={classes.pair}>
          <NativeSelect
            label={t("output.mode", { name: output.name })}
            value={mode}
            options={["", ...OUTPUT_MODES, ...(mode && !OUTPUT_MODES.includes(mode) ? [mode] : [])].map(
              (one) => ({ value: one, label: one || t("output.defaultMode") }),
            )}
            onChange={(next) => set({ mode: next || undefined })}
          />
          <TextInput
            aria-label={t("output.path", { name: output.name })}
            placeholder={t("output.pathHint")}
            value={output.path ?? ""}
            classNames={{ input: classes.mono }}
            onChange={(event) => set({ path: event.currentTarget.value || undefined })}
            onBlur={designer.seal}
          />
        </div>
      </FieldRow>
      <RegisterFields
        port={output.name}
        type={output.type}
        name={output.$name ?? ""}
        version={output.version ?? ""}
        onChange={({ name, version }) => {
          if (name !== undefined) set({ $name: name || undefined });
          if (version !== undefined) set({ version: version || undefined });
        }}
        onDone={designer.seal}
      />
    </>
  );
}

export function PortInspector({ side, name }: { side: "inputs" | "outputs"; name: string }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const doc = useDoc();
  const input = side === "inputs" ? doc.inputs.find((one) => one.name === name) : undefined;
  const output = side === "outputs" ? doc.outputs.find((one) => one.name === name) : undefined;
  const port = input ?? output;
  if (!port) return null;
  const Type = typeIcon(port.type);
  const types = side === "inputs" ? INPUT_TYPES : DATA_TYPES;
  const update = (patch: { type?: string; description?: string }, group?: string) =>
    designer.edit(
      [{ kind: side === "inputs" ? "updateInput" : "updateOutput", args: { name, patch } }],
      group,
    );
  return (
    <>
      <header className={classes.header} data-tone="io">
        <Type size={18} stroke={1.7} aria-hidden />
        <NameField
          key={name}
          name={name}
          label={t(`port.${side}Name`)}
          taken={doc[side].map((one) => one.name)}
          pattern={PORT_NAME}
          onRename={(to) => {
            designer.edit([{ kind: "renamePort", args: { side, from: name, to } }]);
            designer.select([`${side}:${to}`]);
          }}
        />
      </header>
      <div className={classes.panel}>
        <p className={classes.description}>{t(`port.${side}Words`)}</p>
        <FieldRow label={t("port.type")}>
          <NativeSelect
            label={t("port.type")}
            testId="port-type"
            value={port.type}
            options={(types.includes(port.type) ? types : [port.type, ...types]).map((one) => ({
              value: one,
              label: one,
            }))}
            onChange={(type) => update({ type })}
          />
        </FieldRow>
        {input && <InputValue key={`${name} ${input.type}`} input={input} />}
        {output && <OutputSource output={output} />}
        {output && <OutputPlace output={output} />}
        <TextField
          label={t("port.description")}
          value={port.description ?? ""}
          onChange={(description) => update({ description }, `description ${name}`)}
          onDone={designer.seal}
        />
      </div>
    </>
  );
}
