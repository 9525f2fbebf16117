/** Copy, cut and paste of nodes through the system clipboard, as YAML. */
import { useEffect, useMemo } from "react";
import { isField } from "../app/shortcuts";
import { copyAsYaml, placesFor, readYaml } from "../graph/clipboard";
import { readKey } from "../graph/document";
import { pastedNames } from "../graph/edits";
import type { Layout } from "../graph/types";
import type { DesignerStore } from "./store";

/** Places of what was copied last here: the text carries none. */
let copied: { text: string; places: Layout["nodes"] } | null = null;

const selectedNodes = (designer: DesignerStore) =>
  designer.store.getState().selection.filter((key) => readKey(key).kind === "node");

export function copySelection(designer: DesignerStore): string | null {
  const names = selectedNodes(designer);
  if (names.length === 0) return null;
  const { doc } = designer.store.getState().history;
  const text = copyAsYaml(doc, names);
  copied = { text: text.trim(), places: doc.layout.nodes };
  designer.say("said.copied", { count: names.length });
  return text;
}

export function removeSelection(designer: DesignerStore): void {
  const { selection } = designer.store.getState();
  if (selection.length === 0) return;
  designer.edit([{ kind: "remove", args: { keys: [...selection], edges: [] } }]);
  designer.say("said.removed", { count: selection.length });
}

/** The parser's words when the text holds no nodes, else null. */
export function pasteText(designer: DesignerStore, text: string): string | null {
  const read = readYaml(text);
  if (!read.ok) return read.message;
  const { doc } = designer.store.getState().history;
  const known = copied?.text === text.trim() ? copied.places : null;
  const layout = placesFor(read.paste.nodes, known ?? null);
  const names = [...pastedNames(doc, read.paste.nodes).values()];
  const taken = new Set(Object.values(doc.layout.nodes).map(({ x, y }) => `${x},${y}`));
  let offset = 0;
  while (Object.values(layout).some(({ x, y }) => taken.has(`${x + offset},${y + offset}`))) offset += 32;
  designer.edit([{ kind: "paste", args: { ...read.paste, layout, offset: { x: offset, y: offset } } }]);
  designer.select(names);
  designer.say("said.pasted", { count: names.length });
  return null;
}

export function duplicateSelection(designer: DesignerStore): void {
  const text = copySelection(designer);
  if (text) pasteText(designer, text);
}

/** The browser's own events: no permission is asked, and text fields keep theirs. */
export function useClipboardEvents(designer: DesignerStore, onUnreadable: (message: string) => void): void {
  const handlers = useMemo(() => {
    const elsewhere = (event: ClipboardEvent) => {
      const floating = event.target instanceof Element && event.target.closest('[role="dialog"]');
      const words = document.getSelection()?.toString();
      return isField(event.target) || Boolean(floating) || (event.type !== "paste" && Boolean(words));
    };
    const take = (event: ClipboardEvent, cut: boolean) => {
      if (elsewhere(event)) return;
      const text = copySelection(designer);
      if (!text) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      if (cut) removeSelection(designer);
    };
    return {
      copy: (event: ClipboardEvent) => take(event, false),
      cut: (event: ClipboardEvent) => take(event, true),
      paste: (event: ClipboardEvent) => {
        const text = event.clipboardData?.getData("text/plain");
        if (elsewhere(event) || !text) return;
        event.preventDefault();
        const message = pasteText(designer, text);
        if (message !== null) onUnreadable(message);
      },
    };
  }, [designer, onUnreadable]);
  useEffect(() => {
    const all = Object.entries(handlers) as ["copy" | "cut" | "paste", (event: ClipboardEvent) => void][];
    all.forEach(([name, handler]) => document.addEventListener(name, handler));
    return () => all.forEach(([name, handler]) => document.removeEventListener(name, handler));
  }, [handlers]);
}
