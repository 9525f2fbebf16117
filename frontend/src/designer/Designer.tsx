/** The open draft: toolbar, library, canvas, inspector, drawer, and what joins them. */
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import { useCommands } from "../app/commands";
import { useRemembered } from "../app/remembered";
import { useShortcuts } from "../app/shortcuts";
import { PipelineCanvas, type CanvasEditing, type PipelineCanvasHandle } from "../canvas";
import { findNode, interfaceOf, keyOfEnd } from "../graph/document";
import { ResizeHandle } from "../ui";
import { Banners } from "./Banners";
import { useClipboardEvents } from "./clipboard";
import { useDesignerCommands } from "./commands";
import { ConnectDialog } from "./ConnectDialog";
import classes from "./designer.module.css";
import { Drawer } from "./Drawer";
import { useFileDrop } from "./fileDrop";
import { Inspector } from "./inspector/Inspector";
import { Library } from "./Library";
import { LiveRegion } from "./LiveRegion";
import { usePlanMarks } from "./plan/usePlan";
import { isTranslated } from "./problemList";
import { QuickAdd } from "./QuickAdd";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { useDesigner, useDoc, useDraft } from "./store";
import { SubmitDialog } from "./SubmitDialog";
import { SubPipeline } from "./SubPipeline";
import { warn } from "./toasts";
import { Toolbar } from "./Toolbar";
import { type Dialog, type DesignerUi, type QuickAddAt, UiContext, type UpgradeAsk, useUi } from "./ui";
import { useNewer } from "./newer";
import { UpgradeDialog } from "./UpgradeDialog";
import { useDrawer } from "./useDrawer";
import { useImport } from "./useImport";
import { useNodeInUrl } from "./useNodeInUrl";
import { useLeaveGuard } from "./useLeaveGuard";
import { useValidate } from "./useValidate";

function useEditing(): CanvasEditing {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const { openQuickAdd } = useUi();
  return useMemo(
    () => ({
      dropEdge: (ref, side, { client, at }) =>
        openQuickAdd({ ends: [{ ref, side }], item: keyOfEnd(ref, side), client, at }),
      connect: (from, to) => {
        designer.edit([{ kind: "connect", args: { from, to } }]);
        designer.say("said.connected", {
          from: `${from.node ?? "inputs"}.${from.port}`,
          to: `${to.node ?? "outputs"}.${to.port}`,
        });
      },
      refuse: ({ key, values }) => {
        const words = t(key, values);
        warn(words, t("fit.title"));
        designer.say(key, values);
      },
      disconnect: (edges) => designer.edit([{ kind: "disconnect", args: { edges } }]),
      move: (positions) => designer.edit([{ kind: "move", args: { positions } }]),
      remove: (keys, edges) => {
        designer.edit([{ kind: "remove", args: { keys, edges } }]);
        designer.say("said.removed", { count: keys.length + edges.length });
      },
    }),
    [designer, openQuickAdd, t],
  );
}

function Stage() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const selection = useDraft((state) => state.selection);
  const found = useDraft((state) => state.problems);
  // A translation asks for nothing, so it marks no node.
  const problems = useMemo(() => found.filter((one) => !isTranslated(one)), [found]);
  const name = useDraft((state) => state.name);
  const editing = useEditing();
  const newer = useNewer();
  const plan = usePlanMarks(ui.drawer === "plan" || ui.dialog === "submit");
  const openNode = useCallback(
    (node: string) => {
      const found = findNode(designer.store.getState().history.doc, node);
      if (!found) return;
      const face = interfaceOf(found, designer.store.getState().components, []);
      if (face.type === "pipeline" || found.type === "pipeline") ui.drillInto(node);
      else {
        designer.select([node]);
        window.setTimeout(
          () => document.querySelector<HTMLElement>('[data-testid="inspector"] [role="tab"]')?.focus(),
          30,
        );
      }
    },
    [designer, ui],
  );
  const empty = doc.nodes.length + doc.inputs.length + doc.outputs.length === 0;
  return (
    <div className={classes.stage}>
      <PipelineCanvas
        canvas={doc}
        components={components}
        mode="edit"
        selection={selection}
        onSelect={designer.select}
        onOpenNode={openNode}
        editing={editing}
        problems={problems}
        newer={newer}
        plan={plan}
        label={t("canvas.label", { name })}
        handleRef={ui.canvas}
      />
      {empty && (
        <div className={classes.emptyCanvas}>
          <strong>{t("canvas.empty")}</strong>
          <p>{t("canvas.emptyWords")}</p>
        </div>
      )}
    </div>
  );
}

function Workbench() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const commands = useDesignerCommands();
  const name = useDraft((state) => state.name);
  const roomy = window.innerWidth >= 1280;
  const [left, setLeft] = useRemembered("designer.library", roomy ? 236 : 196);
  const [right, setRight] = useRemembered("designer.inspector", roomy ? 304 : 252);
  useCommands("designer", commands);
  useShortcuts(commands);
  const onUnreadable = useCallback(
    (message: string) => warn(message || t("clipboard.noNodes"), t("clipboard.unreadable")),
    [t],
  );
  useClipboardEvents(designer, onUnreadable);
  const { over, handlers } = useFileDrop((files) => files[0] && void ui.importFile(files[0]));
  return (
    <div className={classes.page} {...handlers}>
      <h1 className="visually-hidden">{name}</h1>
      <Banners />
      <Toolbar commands={commands} />
      <div className={classes.columns}>
        <div className={classes.side} style={{ width: left }} hidden={!ui.sides.library}>
          <Library />
          <ResizeHandle label={t("library.resize")} size={left} min={180} max={420} onResize={setLeft} />
        </div>
        <div className={classes.middle}>
          <Stage />
          <Drawer />
        </div>
        <div className={classes.side} style={{ width: right }} hidden={!ui.sides.inspector}>
          <ResizeHandle
            label={t("inspector.resize")}
            size={right}
            min={240}
            max={560}
            reversed
            onResize={setRight}
          />
          <div style={{ flex: 1 }}>
            <Inspector />
          </div>
        </div>
      </div>
      {over && <div className={classes.dropHere}>{t("import.dropHere")}</div>}
      {ui.quickAdd && <QuickAdd open={ui.quickAdd} />}
      {ui.dialog === "submit" && <SubmitDialog />}
      {ui.dialog === "connect" && <ConnectDialog />}
      {ui.upgrade && <UpgradeDialog asks={ui.upgrade} />}
      {ui.dialog === "shortcuts" && <ShortcutsDialog commands={commands} />}
      <LiveRegion />
    </div>
  );
}

function useDrill() {
  const [params, setParams] = useSearchParams();
  const path = params.get("path") ?? "";
  const go = useCallback(
    (next: string) =>
      setParams((old) => {
        const query = new URLSearchParams(old);
        if (next) query.set("path", next);
        else query.delete("path");
        return query;
      }),
    [setParams],
  );
  return { path, go };
}

export function Designer() {
  const { t } = useTranslation("designer");
  const name = useDraft((state) => state.name);
  const id = useDraft((state) => state.id);
  const [dialog, openDialog] = useState<Dialog>(null);
  const [quickAdd, openQuickAdd] = useState<QuickAddAt | null>(null);
  const [upgrade, openUpgrade] = useState<readonly UpgradeAsk[] | null>(null);
  const { drawer, openDrawer, line, showLine } = useDrawer();
  const [sides, setSides] = useRemembered("designer.sides", { library: true, inspector: true });
  const canvas = useRef<PipelineCanvasHandle | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { path, go } = useDrill();
  useNodeInUrl(canvas);
  const importFile = useImport(canvas, openDrawer);
  const validate = useValidate(openDrawer);
  useLeaveGuard();
  const ui = useMemo<DesignerUi>(
    () => ({
      dialog,
      openDialog,
      quickAdd,
      openQuickAdd,
      upgrade,
      openUpgrade,
      drawer,
      openDrawer,
      line,
      showLine,
      canvas,
      sides,
      toggleSide: (side) => setSides({ ...sides, [side]: !sides[side] }),
      pickFile: () => picker.current?.click(),
      importFile,
      validate,
      drillInto: (node) => go(path ? `${path}/${node}` : node),
    }),
    [
      dialog,
      quickAdd,
      upgrade,
      drawer,
      openDrawer,
      line,
      showLine,
      sides,
      setSides,
      importFile,
      validate,
      go,
      path,
    ],
  );
  const steps = path ? path.split("/") : [];
  useBreadcrumb([
    { label: t("drafts.title"), to: "/designer" },
    { label: name, ...(path ? { to: `/designer/${id}` } : {}) },
    ...steps.map((step, index) => {
      const here = steps.slice(0, index + 1).join("/");
      return {
        label: step,
        ...(here === path ? {} : { to: `/designer/${id}?path=${encodeURIComponent(here)}` }),
      };
    }),
  ]);
  return (
    <UiContext.Provider value={ui}>
      {path ? <SubPipeline path={path} onOpen={ui.drillInto} /> : <Workbench />}
      <input
        ref={picker}
        type="file"
        hidden
        accept=".yml,.yaml,.zip,.json"
        data-testid="import-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again after it was corrected.
          event.currentTarget.value = "";
          if (file) void importFile(file);
        }}
      />
    </UiContext.Provider>
  );
}
