/** The plan of the present draft. Saved first, because the server plans what it has. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SubmitBody } from "../api";
import { useDesigner, useDoc, useDraft } from "../store";
import { askPlan } from "./api";
import { planMarks } from "./marks";

export type PlanChoices = Pick<SubmitBody, "inputs" | "force_rerun" | "environments" | "maps">;

const PAUSE_MS = 500;
const NO_CHOICES: PlanChoices = {};

/** Asked anew a moment after the draft or the choices have changed. */
export function usePlan(wanted: boolean, choices: PlanChoices = NO_CHOICES) {
  const designer = useDesigner();
  const { t, i18n } = useTranslation("designer");
  const id = useDraft((state) => state.id);
  const doc = useDeferredValue(useDoc());
  const asked = JSON.stringify(choices);
  // Places on the canvas are no part of what runs.
  const [settled, setSettled] = useState({ doc, asked });
  useEffect(() => {
    if (!wanted) return;
    const timer = window.setTimeout(() => setSettled({ doc, asked }), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [wanted, doc, asked]);
  const { layout: _layout, ...meaning } = settled.doc;
  return useQuery({
    queryKey: ["plan", id, i18n.language, settled.asked, JSON.stringify(meaning)],
    queryFn: async ({ signal }) => {
      if (!(await designer.flush())) throw new Error(t("submit.unsaved"));
      return askPlan({ draft: id, ...(JSON.parse(settled.asked) as PlanChoices) }, signal);
    },
    enabled: wanted,
    placeholderData: (before) => before,
    // Another run may have ended meanwhile, so a plan looked at anew is asked for anew.
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
  });
}

/** The plan drawn on the cards of one graph of the draft; null while none is looked at. */
export function usePlanMarks(wanted: boolean, path = "") {
  const { data, isError } = usePlan(wanted);
  return useMemo(
    () => (wanted && data && !isError ? planMarks(data.nodes, path) : null),
    [wanted, data, isError, path],
  );
}
