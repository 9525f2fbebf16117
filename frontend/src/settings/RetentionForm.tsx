/** What goes by itself, and when. An empty field means: never. */
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, Skeletons } from "../ui";
import { settingsApi, useRetention, useSettingsChange, type Retention } from "./api";
import { SaveBar } from "./SaveBar";
import classes from "./settings.module.css";

const FIELDS = ["days", "failed_days", "keep_last", "caches_gb"] as const;

function Form({ kept }: { kept: Retention }) {
  const { t } = useTranslation("settings");
  const [draft, setDraft] = useState<Retention | null>(null);
  const save = useSettingsChange("retention", settingsApi.setRetention);
  const shown = draft ?? kept;
  const dirty = FIELDS.some((field) => shown[field] !== kept[field]);
  return (
    <>
      <div className={classes.fields}>
        {FIELDS.map((field) => (
          <NumberInput
            key={field}
            label={t(`retention.${field}`)}
            description={t(`retention.about.${field}`)}
            placeholder={t("retention.never")}
            min={0}
            max={1_000_000}
            allowDecimal={field === "caches_gb"}
            value={shown[field] ?? ""}
            onChange={(value) => setDraft({ ...shown, [field]: typeof value === "number" ? value : null })}
            data-testid={`retention-${field}`}
          />
        ))}
      </div>
      <SaveBar
        dirty={dirty}
        busy={save.isPending}
        error={save.error}
        onSave={() => save.mutate(shown, { onSuccess: () => setDraft(null) })}
        onDiscard={() => {
          setDraft(null);
          save.reset();
        }}
      />
    </>
  );
}

export function RetentionForm() {
  const { t } = useTranslation("settings");
  const retention = useRetention();
  return (
    <section aria-labelledby="retention-title" className={classes.card}>
      <h2 className={classes.heading} id="retention-title">
        {t("retention.title")}
      </h2>
      <p className={classes.lead}>{t("retention.text")}</p>
      {retention.isPending && <Skeletons rows={2} />}
      {retention.isError && (
        <ErrorState
          error={retention.error}
          what={t("retention.unreadable")}
          retry={() => void retention.refetch()}
        />
      )}
      {retention.data && <Form kept={retention.data} />}
    </section>
  );
}
