/** Calls an endpoint with the inputs its pipeline asks for: a job, whose page opens. */
import { Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/useGo";
import { FieldRow, LiteralField } from "../designer/inspector/fields";
import { isParameter } from "../graph/document";
import type { Literal, PortSpec } from "../graph/types";
import { ErrorState, Skeletons } from "../ui";
import classes from "./assets.module.css";
import { endpointApi, useDeployment, useDeployments } from "./endpointApi";
import type { AssetDetail } from "./types";

type Values = Record<string, Literal>;

function Input({
  port,
  value,
  onChange,
}: {
  port: PortSpec;
  value: Literal | undefined;
  onChange: (value: Literal) => void;
}) {
  const { t } = useTranslation("assets");
  const id = `invoke-${port.name}`;
  return (
    <FieldRow
      label={port.name}
      hint={port.description}
      htmlFor={id}
      aside={<span className={classes.quiet}>{port.type}</span>}
    >
      {isParameter(port.type) ? (
        <LiteralField
          id={id}
          testId={`invoke:${port.name}`}
          label={port.name}
          spec={port}
          value={value}
          onChange={onChange}
        />
      ) : (
        <TextInput
          id={id}
          data-testid={`invoke:${port.name}`}
          placeholder={typeof port.default === "string" ? port.default : t("endpoints.dataHint")}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </FieldRow>
  );
}

/** Only what was given: what is left alone keeps the default of the pipeline. */
export function givenInputs(ports: readonly PortSpec[], values: Values): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const port of ports) {
    const value = values[port.name];
    if (value === undefined || value === "") continue;
    given[port.name] = isParameter(port.type) ? value : { type: port.type, path: value };
  }
  return given;
}

export function InvokeDialog({ asset, onClose }: { asset: AssetDetail; onClose: () => void }) {
  const { t } = useTranslation("assets");
  const go = useGo();
  const deployments = useDeployments(asset.name);
  const [chosen, setChosen] = useState<string | null>(null);
  const name =
    chosen ?? (deployments.data?.find((one) => one.is_default) ?? deployments.data?.[0])?.name ?? "";
  const deployment = useDeployment(asset.name, name);
  const [values, setValues] = useState<Values>({});
  const [experiment, setExperiment] = useState("");
  const ports = deployment.data?.inputs ?? [];
  const invoke = useMutation({
    mutationFn: () =>
      endpointApi.invoke(asset.name, {
        deployment: name,
        inputs: givenInputs(ports, values),
        ...(experiment.trim() ? { experiment_name: experiment.trim() } : {}),
      }),
    onSuccess: (job) => go(`/jobs/${encodeURIComponent(job.name)}`),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    invoke.mutate();
  };
  return (
    <Modal
      opened
      closeOnClickOutside={false}
      onClose={onClose}
      title={t("endpoints.invokeTitle", { name: asset.display_name || asset.name })}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={onSubmit} data-testid="invoke-form">
        {(deployments.data?.length ?? 0) > 1 && (
          <Select
            mb="sm"
            label={t("endpoints.deployment")}
            data={deployments.data?.map((one) => one.name) ?? []}
            value={name}
            allowDeselect={false}
            onChange={setChosen}
          />
        )}
        {deployment.isPending && name !== "" && <Skeletons rows={3} />}
        {deployment.isError && (
          <ErrorState
            error={deployment.error}
            what={t("endpoints.deploymentsUnreadable")}
            retry={() => void deployment.refetch()}
          />
        )}
        {deployment.data && ports.length === 0 && <p className={classes.none}>{t("endpoints.noInputs")}</p>}
        {ports.map((port) => (
          <Input
            key={`${name} ${port.name}`}
            port={port}
            value={values[port.name]}
            onChange={(value) => setValues((old) => ({ ...old, [port.name]: value }))}
          />
        ))}
        <FieldRow label={t("endpoints.experiment")} htmlFor="invoke-experiment">
          <TextInput
            id="invoke-experiment"
            placeholder={asset.name}
            value={experiment}
            onChange={(event) => setExperiment(event.currentTarget.value)}
          />
        </FieldRow>
        {invoke.isError && <ErrorState error={invoke.error} what={t("endpoints.notInvoked")} />}
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("edit.cancel")}
          </Button>
          <Button
            type="submit"
            loading={invoke.isPending}
            disabled={!deployment.data}
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            data-testid="action:invoke"
          >
            {t("endpoints.invoke")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
