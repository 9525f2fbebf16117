/** Edits and validation, said to screen readers. */
import { useTranslation } from "react-i18next";
import { useDraft } from "./store";

export function LiveRegion() {
  const { t } = useTranslation("designer");
  const { key, values, n } = useDraft((state) => state.said);
  const words = { ...values, ...(values.step ? { step: t(`edit.${values.step}`) } : {}) };
  return (
    <div role="status" aria-live="polite" className="visually-hidden" data-testid="announcer">
      {/* The same words twice are two announcements. */}
      <span key={n}>{key && t(key, words)}</span>
    </div>
  );
}
