/** Runs a job again with other inputs, or without reuse. */
import { Button, Group, Modal, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../../app/useGo";
import { ErrorState, Skeletons } from "../../ui";
import { jobActions, jobHref, useJobGraph, type Job } from "../api";
import { changedInputs, inputFields, type InputField } from "./inputs";

interface FieldProps {
  field: InputField;
  text: string;
  wrong: boolean;
  onChange: (text: string) => void;
}

function Field({ field, text, wrong, onChange }: FieldProps) {
  const { t } = useTranslation("jobs");
  const shared = {
    label: field.name,
    description: field.spec?.description,
    "data-testid": `param:${field.name}`,
  };
  const choices = field.type === "boolean" ? ["true", "false"] : field.spec?.enum?.map(String);
  if (choices) {
    return (
      <Select
        {...shared}
        data={choices}
        value={text.toLowerCase?.() && field.type === "boolean" ? text.toLowerCase() : text}
        allowDeselect={false}
        onChange={(value) => onChange(value ?? text)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      value={text}
      inputMode={field.type === "string" ? "text" : "decimal"}
      error={wrong ? t(`resubmit.notA.${field.type}`) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function ResubmitDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const go = useGo();
  const graph = useJobGraph(job.name, "");
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [force, setForce] = useState(false);
  const fields = inputFields(job, graph.data?.canvas);
  const { inputs, wrong } = changedInputs(fields, texts);
  const submit = useMutation({
    mutationFn: () => jobActions.resubmit(job.name, { inputs, force_rerun: force }),
    onSuccess: (next) => {
      onClose();
      go(jobHref(next.name));
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length === 0) submit.mutate();
  };
  return (
    <Modal
      opened
      closeOnClickOutside={false}
      onClose={onClose}
      title={t("resubmit.title")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          {graph.isPending && <Skeletons rows={3} />}
          {!graph.isPending && fields.length === 0 && (
            <p style={{ margin: 0, color: "var(--text-dim)" }}>{t("resubmit.noInputs")}</p>
          )}
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              text={texts[field.name] ?? field.value}
              wrong={wrong.includes(field.name)}
              onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
            />
          ))}
          <Switch
            label={t("resubmit.force")}
            description={t("resubmit.forceHint")}
            checked={force}
            onChange={(event) => setForce(event.currentTarget.checked)}
          />
          {submit.isError && <ErrorState error={submit.error} what={t("resubmit.refused")} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t("resubmit.back")}
            </Button>
            <Button
              type="submit"
              data-testid="action:submit"
              loading={submit.isPending}
              disabled={wrong.length > 0}
            >
              {t("resubmit.run")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
