/** Asks the server again, with everything saved, and shows what it says. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { designerApi } from "./api";
import { useDesigner } from "./store";
import { tellError } from "./toasts";
import type { DrawerTab } from "./ui";

export function useValidate(openDrawer: (tab: DrawerTab) => void) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  return useCallback(async () => {
    try {
      if (!(await designer.flush())) throw new Error(t("submit.unsaved"));
      const draft = await designerApi.get(designer.store.getState().id);
      if (draft.revision === designer.revision()) designer.refresh(draft);
      const count = draft.problems.length;
      openDrawer("problems");
      designer.say("said.validated", { count });
    } catch (error) {
      tellError(t("problems.failed"), error);
    }
  }, [designer, openDrawer, t]);
}
