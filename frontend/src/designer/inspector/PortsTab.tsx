/** Where each data input comes from, and what becomes of each output. Everything here works without a mouse. */
import { Button, TextInput } from "@mantine/core";
import { IconArrowBarRight, IconArrowBarToRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { typeIcon } from "../../canvas/kinds";
import { isParameter, sourceOf } from "../../graph/document";
import { isUnbound, sourcesFor } from "../../graph/ports";
import type { CanvasNode, Interface, PortRef, PortSpec } from "../../graph/types";
import { promotePort, publishPort } from "../add";
import { useDesigner, useDoc, useDraft } from "../store";
import { FieldRow, NativeSelect } from "./fields";
import classes from "./inspector.module.css";
import { OUTPUT_MODES, RegisterFields } from "./RegisterFields";

const NONE = "";
const PATH = "path";
const valueOf = (ref: PortRef) => `from ${ref.node ?? ""} ${ref.port}`;

function TypeWord({ type }: { type: string }) {
  const Icon = typeIcon(type);
  return (
    <span className={classes.type}>
      <Icon size={12} stroke={1.7} aria-hidden /> {type}
    </span>
  );
}

function Source({ node, spec }: { node: CanvasNode; spec: PortSpec }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const to = { node: node.name, port: spec.name };
  const edge = sourceOf(doc, to);
  const own = node.inputs[spec.name];
  const path = own && "data" in own ? (own.data.path ?? "") : null;
  const [wantsPath, setWantsPath] = useState(false);
  const value = edge ? valueOf(edge.from) : path !== null || wantsPath ? PATH : NONE;
  const choices = sourcesFor(doc, components, to);
  const options = [
    { value: NONE, label: t(isUnbound(doc, node.name, spec) ? "source.missing" : "source.none") },
    ...choices.map(({ ref }) => ({
      value: valueOf(ref),
      label: ref.node === null ? t("source.pipeline", { name: ref.port }) : `${ref.node} → ${ref.port}`,
    })),
    { value: PATH, label: t("source.path") },
  ];
  const choose = (next: string) => {
    setWantsPath(next === PATH);
    if (next === PATH) return;
    const choice = choices.find(({ ref }) => valueOf(ref) === next);
    if (choice) designer.edit([{ kind: "connect", args: { from: choice.ref, to } }]);
    else designer.edit([{ kind: "setData", args: to }]);
  };
  const setPath = (text: string) =>
    designer.edit(
      [
        {
          kind: "setData",
          args: { ...to, data: { ...(own && "data" in own ? own.data : { type: spec.type }), path: text } },
        },
      ],
      `path ${node.name} ${spec.name}`,
    );
  return (
    <FieldRow label={spec.name} hint={spec.description} aside={<TypeWord type={spec.type} />}>
      <NativeSelect
        label={t("source.label", { name: spec.name })}
        testId={`source:${spec.name}`}
        value={value}
        options={options}
        onChange={choose}
      />
      {value === PATH && (
        <TextInput
          mt={4}
          aria-label={t("source.pathOf", { name: spec.name })}
          data-testid={`path:${spec.name}`}
          placeholder="./data"
          value={path ?? ""}
          classNames={{ input: classes.mono }}
          onChange={(event) => setPath(event.currentTarget.value)}
          onBlur={designer.seal}
        />
      )}
      {!edge && (
        <Button
          variant="subtle"
          size="compact-xs"
          mt={4}
          data-testid={`bind:${spec.name}`}
          leftSection={<IconArrowBarToRight size={13} />}
          onClick={() => promotePort(designer, node.name, spec)}
        >
          {t("source.promote")}
        </Button>
      )}
    </FieldRow>
  );
}

function Output({ node, spec }: { node: CanvasNode; spec: PortSpec }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const doc = useDoc();
  const value = node.outputs[spec.name] ?? {};
  const readers = doc.edges.filter((edge) => edge.from.node === node.name && edge.from.port === spec.name);
  const published = readers.find((edge) => edge.to.node === null);
  const set = (patch: { mode?: string; path?: string; name?: string; version?: string }) =>
    designer.edit(
      [{ kind: "setOutput", args: { node: node.name, port: spec.name, patch } }],
      `output ${node.name} ${spec.name}`,
    );
  const mode = value.mode ?? "";
  const modes = ["", ...OUTPUT_MODES, ...(mode && !OUTPUT_MODES.includes(mode) ? [mode] : [])];
  return (
    <FieldRow label={spec.name} hint={spec.description} aside={<TypeWord type={spec.type} />}>
      <p className={classes.readers}>
        {readers.length === 0
          ? t("output.unread")
          : t("output.readers", {
              list: readers.map(({ to }) => (to.node ? `${to.node}.${to.port}` : to.port)).join(", "),
            })}
      </p>
      {published ? (
        <button
          type="button"
          className={classes.boundName}
          onClick={() => designer.select([`outputs:${published.to.port}`])}
        >
          <IconArrowBarRight size={13} aria-hidden /> {t("output.published", { name: published.to.port })}
        </button>
      ) : (
        <>
          <div className={classes.pair}>
            <NativeSelect
              label={t("output.mode", { name: spec.name })}
              value={mode}
              options={modes.map((one) => ({ value: one, label: one || t("output.defaultMode") }))}
              onChange={(next) => set({ mode: next })}
            />
            <TextInput
              aria-label={t("output.path", { name: spec.name })}
              placeholder={t("output.pathHint")}
              value={typeof value.path === "string" ? value.path : ""}
              classNames={{ input: classes.mono }}
              onChange={(event) => set({ path: event.currentTarget.value })}
              onBlur={designer.seal}
            />
          </div>
          <RegisterFields
            port={spec.name}
            type={spec.type}
            name={typeof value.name === "string" ? value.name : ""}
            version={
              typeof value.version === "string" || typeof value.version === "number"
                ? String(value.version)
                : ""
            }
            onChange={set}
            onDone={designer.seal}
          />
          <Button
            variant="subtle"
            size="compact-xs"
            mt={4}
            data-testid={`publish:${spec.name}`}
            leftSection={<IconArrowBarRight size={13} />}
            onClick={() => publishPort(designer, node.name, spec)}
          >
            {t("output.publish")}
          </Button>
        </>
      )}
    </FieldRow>
  );
}

export function PortsTab({ node, face }: { node: CanvasNode; face: Interface }) {
  const { t } = useTranslation("designer");
  const inputs = face.inputs.filter((port) => !isParameter(port.type));
  return (
    <>
      <h3 className={classes.section}>{t("ports.inputs")}</h3>
      {inputs.length === 0 && <p className={classes.nothing}>{t("ports.noInputs")}</p>}
      {inputs.map((spec) => (
        <Source key={`${node.name} ${spec.name}`} node={node} spec={spec} />
      ))}
      <h3 className={classes.section}>{t("ports.outputs")}</h3>
      {face.outputs.length === 0 && <p className={classes.nothing}>{t("ports.noOutputs")}</p>}
      {face.outputs.map((spec) => (
        <Output key={`${node.name} ${spec.name}`} node={node} spec={spec} />
      ))}
    </>
  );
}
