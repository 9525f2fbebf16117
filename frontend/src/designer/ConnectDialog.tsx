/** "Connect…": every binding that the selected item could have, searched and chosen by keyboard. */
import { Modal } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { typeIcon } from "../canvas/kinds";
import { findNode, interfaceOf, readKey, samePort } from "../graph/document";
import { sourcesFor, targetsFor } from "../graph/ports";
import type { CanvasDoc, Interfaces, PortRef } from "../graph/types";
import { ChoiceList } from "./ChoiceList";
import classes from "./designer.module.css";
import { useDesigner, useDoc, useDraft } from "./store";
import { useUi } from "./ui";

interface Choice {
  from: PortRef;
  to: PortRef;
  type: string;
  taken: boolean;
}

const portText = (ref: PortRef, side: "inputs" | "outputs") => `${ref.node ?? side}.${ref.port}`;

/** From this item's outputs first, then into its inputs; without an item, everything. */
export function connectChoices(doc: CanvasDoc, components: Interfaces, item: string | null): Choice[] {
  const keys = item === null ? doc.nodes.map((node) => node.name) : [item];
  const outs: Choice[] = [];
  const ins: Choice[] = [];
  const choice = (from: PortRef, to: PortRef, type: string): Choice => ({
    from,
    to,
    type,
    taken: doc.edges.some((edge) => samePort(edge.to, to)),
  });
  for (const key of keys) {
    const { kind, name } = readKey(key);
    const node = kind === "node" ? findNode(doc, name) : undefined;
    const face = node && interfaceOf(node, components, doc.edges);
    const sources = kind === "input" ? [name] : (face?.outputs.map((port) => port.name) ?? []);
    const targets = kind === "output" ? [name] : (face?.inputs.map((port) => port.name) ?? []);
    const owner = kind === "node" ? name : null;
    for (const port of sources) {
      const from = { node: owner, port };
      outs.push(...targetsFor(doc, components, from).map(({ ref, spec }) => choice(from, ref, spec.type)));
    }
    if (item === null) continue;
    for (const port of targets) {
      const to = { node: owner, port };
      ins.push(...sourcesFor(doc, components, to).map(({ ref, spec }) => choice(ref, to, spec.type)));
    }
  }
  const known = new Set(
    doc.edges.map((edge) => `${portText(edge.from, "inputs")} ${portText(edge.to, "outputs")}`),
  );
  return [...outs, ...ins].filter(
    ({ from, to }) => !known.has(`${portText(from, "inputs")} ${portText(to, "outputs")}`),
  );
}

const textOf = ({ from, to }: Choice) => `${portText(from, "inputs")} ${portText(to, "outputs")}`;

export function ConnectDialog() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const item = useDraft((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  const all = useMemo(() => connectChoices(doc, components, item), [doc, components, item]);
  const connect = ({ from, to }: Choice) => {
    designer.edit([{ kind: "connect", args: { from, to } }]);
    designer.say("said.connected", { from: portText(from, "inputs"), to: portText(to, "outputs") });
    ui.openDialog(null);
    if (item) ui.canvas.current?.reveal(item);
  };
  return (
    <Modal
      opened
      onClose={() => ui.openDialog(null)}
      title={t("connect.title")}
      size="md"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <ChoiceList
        items={all}
        textOf={textOf}
        onChoose={connect}
        title={t("connect.title")}
        search={t("connect.search")}
        nothing={t("connect.nothing")}
        testId="connect"
        render={(choice) => {
          const Type = typeIcon(choice.type);
          return (
            <>
              <Type size={14} stroke={1.7} aria-hidden />
              <span>{portText(choice.from, "inputs")}</span>
              <IconArrowRight size={13} aria-label={t("connect.to")} />
              <span>{portText(choice.to, "outputs")}</span>
              {choice.taken && <span className={classes.faint}>{t("connect.replaces")}</span>}
            </>
          );
        }}
      />
    </Modal>
  );
}
