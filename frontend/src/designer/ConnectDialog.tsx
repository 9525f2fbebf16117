/** "Connect…": every binding that the selected item could have, searched and chosen by keyboard. */
import { Modal, TextInput } from "@mantine/core";
import { IconArrowRight, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { typeIcon } from "../canvas/kinds";
import { findNode, interfaceOf, readKey, samePort } from "../graph/document";
import { sourcesFor, targetsFor } from "../graph/ports";
import type { CanvasDoc, Interfaces, PortRef } from "../graph/types";
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

export function ConnectDialog() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const listId = useId();
  const components = useDraft((state) => state.components);
  const item = useDraft((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const all = useMemo(() => connectChoices(doc, components, item), [doc, components, item]);
  const words = search.toLowerCase().split(/\s+/);
  const found = all
    .filter(({ from, to }) =>
      words.every((word) =>
        `${portText(from, "inputs")} ${portText(to, "outputs")}`.toLowerCase().includes(word),
      ),
    )
    .slice(0, 200);
  const connect = (choice: Choice | undefined) => {
    if (!choice) return;
    designer.edit([{ kind: "connect", args: { from: choice.from, to: choice.to } }]);
    designer.say("said.connected", {
      from: portText(choice.from, "inputs"),
      to: portText(choice.to, "outputs"),
    });
    ui.openDialog(null);
    if (item) ui.canvas.current?.reveal(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((now) => Math.min(found.length - 1, Math.max(0, now + step)));
    else if (event.key === "Enter") connect(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={() => ui.openDialog(null)}
      title={t("connect.title")}
      size="md"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <TextInput
        data-autofocus
        data-testid="connect-search"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
        aria-label={t("connect.search")}
        placeholder={t("connect.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul className={classes.choices} role="listbox" id={listId} aria-label={t("connect.title")}>
        {found.map((choice, index) => {
          const Type = typeIcon(choice.type);
          return (
            <li
              key={`${portText(choice.from, "inputs")} ${portText(choice.to, "outputs")}`}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              data-testid="connect-choice"
              className={classes.choice}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: "nearest" });
              }}
              onClick={() => connect(choice)}
            >
              <Type size={14} stroke={1.7} aria-hidden />
              <span>{portText(choice.from, "inputs")}</span>
              <IconArrowRight size={13} aria-label={t("connect.to")} />
              <span>{portText(choice.to, "outputs")}</span>
              {choice.taken && <span className={classes.faint}>{t("connect.replaces")}</span>}
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p className={classes.hint}>{t("connect.nothing")}</p>}
    </Modal>
  );
}
