/** Submits the draft: experiment, names, the pipeline's inputs, reuse. */
import { Button, Group, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconPlayerPlay } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/useGo";
import { ApiError } from "../api/client";
import { isParameter } from "../graph/document";
import type { Literal, PipelineInput } from "../graph/types";
import { designerApi, type SubmitBody } from "./api";
import classes from "./designer.module.css";
import { FieldRow, LiteralField, Switch } from "./inspector/fields";
import { Mappings } from "./plan/Mappings";
import { PlanSummary } from "./plan/Plan";
import { usePlan } from "./plan/usePlan";
import { useDesigner, useDoc, useDraft } from "./store";
import { useUi } from "./ui";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const present = (input: PipelineInput): Literal | undefined => input.value ?? input.default;

function useSubmit() {
  const designer = useDesigner();
  const { t } = useTranslation("designer");
  const go = useGo();
  return useMutation({
    mutationFn: async (body: SubmitBody) => {
      // What runs is what is on the server; an unsaved edit must not be left out in silence.
      if (!(await designer.flush())) throw new Error(t("submit.unsaved"));
      return designerApi.submit(body);
    },
    onSuccess: (job) => go(`/jobs/${encodeURIComponent(job.name)}`),
  });
}

function Failure({ error }: { error: Error }) {
  const { t } = useTranslation("designer");
  const known = error instanceof ApiError ? error : null;
  return (
    <div className={classes.failure} role="alert">
      <strong>{t("submit.refused")}</strong>
      <p>
        {known?.unreachable && known.status === 0
          ? t("away.short")
          : [error.message, known?.hint].filter(Boolean).join(" ")}
      </p>
      {known && known.problems.length > 0 && (
        <ul>
          {known.problems.map((problem, index) => (
            <li key={index} data-testid="submit-problem">
              {problem.node && <strong>{problem.node} </strong>}
              {problem.message} {problem.hint}
            </li>
          ))}
        </ul>
      )}
      {known?.id && <code>{known.id}</code>}
    </div>
  );
}

function Inputs({
  values,
  onChange,
}: {
  values: Record<string, Literal>;
  onChange: (name: string, value: Literal) => void;
}) {
  const { t } = useTranslation("designer");
  const inputs = useDoc().inputs;
  if (inputs.length === 0) return null;
  return (
    <fieldset className={classes.fieldset}>
      <legend>{t("submit.inputs")}</legend>
      {inputs.map((input) => (
        <FieldRow
          key={input.name}
          label={input.name}
          hint={input.description}
          aside={<span className={classes.faint}>{input.type}</span>}
        >
          {isParameter(input.type) ? (
            <LiteralField
              testId={`submit:${input.name}`}
              label={input.name}
              spec={{ type: input.type, min: input.min, max: input.max, enum: input.enum }}
              value={values[input.name] ?? present(input)}
              onChange={(value) => onChange(input.name, value)}
            />
          ) : (
            <code className={classes.faint}>{input.path ?? "–"}</code>
          )}
        </FieldRow>
      ))}
    </fieldset>
  );
}

export function SubmitDialog() {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const { job } = useDoc();
  const id = useDraft((state) => state.id);
  const name = useDraft((state) => state.name);
  const errors = useDraft((state) => state.problems.filter((one) => one.severity === "error").length);
  const [experiment, setExperiment] = useState(text(job.experiment_name));
  const [title, setTitle] = useState(text(job.display_name) || name);
  const [description, setDescription] = useState(text(job.description));
  const [force, setForce] = useState(job.settings?.force_rerun === true);
  const [values, setValues] = useState<Record<string, Literal>>({});
  const [maps, setMaps] = useState<Record<string, string>>({});
  const [environments, setEnvironments] = useState<Record<string, string>>({});
  const choices = { inputs: values, force_rerun: force, maps, environments };
  const plan = usePlan(errors === 0, choices);
  const submit = useSubmit();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit.mutate({
      draft: id,
      display_name: title.trim() || undefined,
      experiment_name: experiment.trim() || undefined,
      description: description || undefined,
      ...choices,
    });
  };
  return (
    <Modal
      opened
      // A double click on "Run" must not close what it opened, a slip of the mouse not lose what was typed.
      closeOnClickOutside={false}
      onClose={() => ui.openDialog(null)}
      title={t("submit.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={onSubmit}>
        <FieldRow label={t("submit.name")} htmlFor="submit-name">
          <TextInput
            id="submit-name"
            data-testid="submit-name"
            data-autofocus
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        </FieldRow>
        <FieldRow label={t("submit.experiment")} htmlFor="submit-experiment">
          <TextInput
            id="submit-experiment"
            data-testid="submit-experiment"
            placeholder={t("submit.experimentDefault")}
            value={experiment}
            onChange={(event) => setExperiment(event.currentTarget.value)}
          />
        </FieldRow>
        <FieldRow label={t("submit.description")} htmlFor="submit-description">
          <Textarea
            id="submit-description"
            autosize
            minRows={1}
            maxRows={6}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </FieldRow>
        <Inputs
          values={values}
          onChange={(input, value) => setValues((old) => ({ ...old, [input]: value }))}
        />
        <FieldRow
          label={t("submit.force")}
          hint={t("submit.forceHint")}
          aside={<Switch label={t("submit.force")} checked={force} onChange={setForce} />}
        >
          {null}
        </FieldRow>
        <Mappings maps={maps} onMaps={setMaps} environments={environments} onEnvironments={setEnvironments} />
        <PlanSummary plan={plan} />
        {errors > 0 && !submit.error && (
          <p className={classes.caution}>{t("submit.problems", { count: errors })}</p>
        )}
        {submit.error && <Failure error={submit.error} />}
        <Group justify="flex-end" mt="md" gap="sm">
          <Button variant="default" onClick={() => ui.openDialog(null)}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            data-testid="action:submit"
            loading={submit.isPending}
            leftSection={<IconPlayerPlay size={15} />}
          >
            {t("submit.submit")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
