/** A file takes the place of the draft's document, as one step to undo; an unreadable one changes nothing. */
import { type RefObject, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { PipelineCanvasHandle } from "../canvas";
import { allKeys } from "../graph/document";
import { unplaced } from "../graph/layout";
import { designerApi } from "./api";
import { isTranslated } from "./problemList";
import { useDesigner } from "./store";
import { tellError } from "./toasts";
import type { DrawerTab } from "./ui";

export function useImport(
  canvas: RefObject<PipelineCanvasHandle | null>,
  openDrawer: (tab: DrawerTab) => void,
) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  return useCallback(
    async (file: File) => {
      const { store } = designer;
      try {
        // The server replaces the document by revision: it must know ours first.
        if (!(await designer.flush())) throw new Error(t("import.unsaved"));
        const before = store.getState().history.doc;
        const draft = await designerApi.importInto(file, store.getState().id, designer.revision());
        designer.takeImported(draft);
        if (unplaced(draft.canvas).length > 0) {
          const { layoutCanvas } = await import("../canvas/layout");
          const positions = await layoutCanvas(draft.canvas, draft.components);
          designer.amend([{ kind: "layout", args: { positions } }]);
        }
        // An empty draft takes the name of what was put into it.
        const title = draft.canvas.job.display_name;
        if (title && allKeys(before).length === 0) {
          const renamed = await designerApi.rename(draft.id, title);
          designer.rename(renamed.name);
        }
        designer.say("said.imported", { name: file.name, count: draft.canvas.nodes.length });
        if (draft.problems.some((one) => one.severity === "error" || isTranslated(one)))
          openDrawer("problems");
        window.setTimeout(() => canvas.current?.fit(), 60);
      } catch (error) {
        tellError(t("import.refused", { name: file.name }), error);
        designer.say("said.notImported", { name: file.name });
      }
    },
    [canvas, designer, openDrawer, t],
  );
}
