/** The command list of the Designer: toolbar, shortcuts, palette and the list under `?` all read it. */
import {
  IconAffiliate,
  IconArrowBigUpLines,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChecks,
  IconClipboard,
  IconCopy,
  IconCopyPlus,
  IconCursorText,
  IconDeviceFloppy,
  IconDownload,
  IconFocusCentered,
  IconKeyboard,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconLine,
  IconListCheck,
  IconPackageExport,
  IconPlayerPlay,
  IconPlus,
  IconScissors,
  IconSelectAll,
  IconSitemap,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../app/commands";
import { openEnds } from "../graph/adding";
import { allKeys, readKey } from "../graph/document";
import { downloadExport, type ExportForm } from "./api";
import { copySelection, duplicateSelection, pasteText, removeSelection } from "./clipboard";
import { useNewer } from "./newer";
import { type DesignerStore, useDesigner, useDraft } from "./store";
import { tellError, warn } from "./toasts";
import { type DesignerUi, presentItem, type UpgradeAsk, useUi } from "./ui";

async function exportAs(designer: DesignerStore, form: ExportForm, failed: string): Promise<void> {
  try {
    await designer.flush();
    await downloadExport(designer.store.getState().id, form);
    designer.say("said.exported");
  } catch (error) {
    tellError(failed, error);
  }
}

async function tidy(designer: DesignerStore, ui: DesignerUi, failed: string): Promise<void> {
  const { history, components } = designer.store.getState();
  try {
    const { layoutCanvas } = await import("../canvas/layout");
    const positions = await layoutCanvas(history.doc, components);
    designer.edit([{ kind: "layout", args: { positions } }]);
    designer.say("said.arranged");
    window.setTimeout(() => ui.canvas.current?.fit(), 30);
  } catch (error) {
    tellError(failed, error);
  }
}

/** Puts the keyboard into the name field of the inspector; it may have to be drawn first. */
function startRename(designer: DesignerStore): void {
  const item = presentItem(designer.store.getState().selection);
  if (!item) return;
  designer.select([item]);
  window.setTimeout(() => {
    const field = document.querySelector<HTMLInputElement>('[data-testid="inspector-name"]');
    field?.focus();
    field?.select();
  }, 30);
}

/** The quick-add menu by key: for every open port of the present item. */
function startAdding(designer: DesignerStore, ui: DesignerUi): void {
  const { history, components, selection } = designer.store.getState();
  const item = presentItem(selection);
  if (!item) return;
  const ends = openEnds(history.doc, components, item);
  const client = ui.canvas.current?.placeOf(item) ?? { x: 320, y: 160 };
  if (ends.length > 0) ui.openQuickAdd({ ends, item, client, at: null });
}

function startConnect(designer: DesignerStore, ui: DesignerUi): void {
  const item = presentItem(designer.store.getState().selection);
  if (item) designer.select([item]);
  ui.openDialog("connect");
}

/** Copy, cut and paste for toolbar and palette; the keys' own events are handled in `clipboard.ts`. */
function clipboardMoves(designer: DesignerStore, t: TFunction<"designer">) {
  const copy = (cut: boolean) => {
    const text = copySelection(designer);
    if (!text) return;
    void navigator.clipboard.writeText(text).then(
      () => cut && removeSelection(designer),
      () => warn(t("clipboard.denied")),
    );
  };
  const paste = () =>
    void navigator.clipboard.readText().then(
      (text) => {
        const message = pasteText(designer, text);
        if (message !== null) warn(message, t("clipboard.unreadable"));
      },
      () => warn(t("clipboard.denied")),
    );
  return { copy, paste };
}

/** Every node that has a newer version, with that version. */
function upgradesOf(designer: DesignerStore, newer: ReadonlyMap<string, string>): UpgradeAsk[] {
  return designer.store.getState().history.doc.nodes.flatMap((node) => {
    const version = newer.get(String(node.component));
    return version ? [{ node: node.name, version }] : [];
  });
}

export function useDesignerCommands(): readonly Command[] {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const canUndo = useDraft((state) => state.history.past.length > 0);
  const canRedo = useDraft((state) => state.history.future.length > 0);
  const some = useDraft((state) => state.selection.length > 0);
  const someNodes = useDraft((state) => state.selection.some((key) => readKey(key).kind === "node"));
  const newer = useNewer();
  const empty = useDraft((state) => allKeys(state.history.doc).length === 0);
  return useMemo(() => {
    const { copy, paste } = clipboardMoves(designer, t);
    const list: (Omit<Command, "label"> & { label?: string })[] = [
      {
        id: "run",
        icon: IconPlayerPlay,
        keys: ["mod+enter"],
        inFields: true,
        disabled: empty,
        run: () => ui.openDialog("submit"),
      },
      { id: "plan", icon: IconListCheck, keys: ["p"], disabled: empty, run: () => ui.openDrawer("plan") },
      { id: "validate", icon: IconChecks, keys: ["mod+shift+v"], run: () => void ui.validate() },
      { id: "undo", icon: IconArrowBackUp, keys: ["mod+z"], disabled: !canUndo, run: designer.undo },
      {
        id: "redo",
        icon: IconArrowForwardUp,
        keys: ["mod+shift+z", "mod+y"],
        disabled: !canRedo,
        run: designer.redo,
      },
      {
        id: "copy",
        icon: IconCopy,
        keys: ["mod+c"],
        native: true,
        disabled: !someNodes,
        run: () => copy(false),
      },
      {
        id: "cut",
        icon: IconScissors,
        keys: ["mod+x"],
        native: true,
        disabled: !someNodes,
        run: () => copy(true),
      },
      { id: "paste", icon: IconClipboard, keys: ["mod+v"], native: true, run: paste },
      {
        id: "duplicate",
        icon: IconCopyPlus,
        keys: ["mod+d"],
        disabled: !someNodes,
        run: () => duplicateSelection(designer),
      },
      {
        id: "delete",
        icon: IconTrash,
        keys: ["delete", "backspace"],
        disabled: !some,
        run: () => removeSelection(designer),
      },
      {
        id: "selectAll",
        icon: IconSelectAll,
        keys: ["mod+a"],
        disabled: empty,
        run: () => designer.select(allKeys(designer.store.getState().history.doc)),
      },
      { id: "rename", icon: IconCursorText, keys: ["f2"], run: () => startRename(designer) },
      { id: "connect", icon: IconLine, keys: ["c"], disabled: empty, run: () => startConnect(designer, ui) },
      {
        id: "addConnected",
        icon: IconPlus,
        keys: ["a"],
        disabled: empty,
        run: () => startAdding(designer, ui),
      },
      {
        id: "layout",
        icon: IconSitemap,
        keys: ["mod+shift+l"],
        disabled: empty,
        run: () => void tidy(designer, ui, t("layout.failed")),
      },
      { id: "fit", icon: IconFocusCentered, keys: ["1"], run: () => ui.canvas.current?.fit() },
      {
        id: "save",
        icon: IconDeviceFloppy,
        keys: ["mod+s"],
        inFields: true,
        run: () => void designer.flush(),
      },
      { id: "import", icon: IconUpload, keys: ["mod+o"], run: ui.pickFile },
      {
        id: "export",
        icon: IconDownload,
        keys: ["mod+e"],
        run: () => void exportAs(designer, "yaml", t("export.failed")),
      },
      {
        id: "exportZip",
        icon: IconPackageExport,
        run: () => void exportAs(designer, "zip", t("export.failed")),
      },
      {
        id: "exportCanvas",
        icon: IconAffiliate,
        run: () => void exportAs(designer, "canvas", t("export.failed")),
      },
      {
        id: "upgradeAll",
        icon: IconArrowBigUpLines,
        disabled: newer.size === 0,
        run: () => ui.openUpgrade(upgradesOf(designer, newer)),
      },
      { id: "library", icon: IconLayoutSidebar, keys: ["["], run: () => ui.toggleSide("library") },
      { id: "inspector", icon: IconLayoutSidebarRight, keys: ["]"], run: () => ui.toggleSide("inspector") },
      { id: "shortcuts", icon: IconKeyboard, keys: ["?"], run: () => ui.openDialog("shortcuts") },
    ];
    return list.map((command) => ({ ...command, label: t(`command.${command.id}`) }));
  }, [t, designer, ui, canUndo, canRedo, some, someNodes, empty, newer]);
}
