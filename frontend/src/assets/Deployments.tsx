/** The pipelines behind an endpoint: which one answers, new ones from files. */
import { ActionIcon, Button, Group, Modal, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconTrash, IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { tell, tellError } from "../designer/toasts";
import { EmptyState, ErrorState, RelativeTime, Skeletons } from "../ui";
import classes from "./assets.module.css";
import { endpointApi, useDeployments, useEndpointChange, type Deployment } from "./endpointApi";
import type { AssetDetail } from "./types";

function Row({ deployment }: { deployment: Deployment }) {
  const { t } = useTranslation("assets");
  const { endpoint_name: endpoint, name } = deployment;
  const failed = (error: unknown) => tellError(t("edit.failed"), error);
  const makeDefault = useEndpointChange(() => endpointApi.setDefault(endpoint, name));
  const remove = useEndpointChange(() => endpointApi.remove(endpoint, name));
  const [deleting, setDeleting] = useState(false);
  const take = () =>
    remove.mutate(undefined, {
      onSuccess: () => tell(t("delete.done", { ref: `${endpoint}/${name}` })),
      onError: failed,
    });
  return (
    <tr data-testid={`deployment:${name}`} data-default={deployment.is_default}>
      <th scope="row">{name}</th>
      <td>
        {deployment.is_default ? (
          <span className={classes.enabled} data-enabled>
            <IconCircleCheck size={14} aria-hidden /> {t("endpoints.answers")}
          </span>
        ) : (
          <Button
            variant="subtle"
            size="compact-xs"
            loading={makeDefault.isPending}
            onClick={() => makeDefault.mutate(undefined, { onError: failed })}
          >
            {t("endpoints.makeDefault")}
          </Button>
        )}
      </td>
      <td>
        <code>{String(deployment.spec.component ?? deployment.spec.job_definition ?? deployment.type)}</code>
      </td>
      <td data-wide>
        <span className={classes.clamp}>{deployment.description}</span>
      </td>
      <td className={classes.number}>
        <RelativeTime time={deployment.created} />
      </td>
      <td className={classes.number}>
        <Tooltip label={t("endpoints.remove", { name })}>
          <ActionIcon
            size="sm"
            aria-label={t("endpoints.remove", { name })}
            loading={remove.isPending}
            onClick={() => setDeleting(true)}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {deleting && (
          <Modal
            opened
            onClose={() => setDeleting(false)}
            title={t("endpoints.removeTitle", { name })}
            closeButtonProps={{ "aria-label": t("close") }}
          >
            <p className={classes.plain}>
              {t(deployment.is_default ? "endpoints.removeDefault" : "endpoints.removeText")}
            </p>
            <Group justify="flex-end" gap="sm" mt="md">
              <Button variant="default" data-autofocus onClick={() => setDeleting(false)}>
                {t("edit.cancel")}
              </Button>
              <Button color="red" loading={remove.isPending} onClick={take}>
                {t("delete.do")}
              </Button>
            </Group>
          </Modal>
        )}
      </td>
    </tr>
  );
}

function Deploy({ endpoint }: { endpoint: string }) {
  const { t } = useTranslation("assets");
  const input = useRef<HTMLInputElement>(null);
  const deploy = useEndpointChange((files: readonly File[]) => endpointApi.deploy(endpoint, files));
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconUpload size={15} aria-hidden />}
        loading={deploy.isPending}
        onClick={() => input.current?.click()}
      >
        {t("endpoints.deploy")}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("endpoints.deploy")}
        data-testid="deploy-file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length === 0) return;
          deploy.mutate(files, {
            onError: (error) => tellError(t("register.refused", { file: files[0]?.name }), error),
          });
        }}
      />
    </>
  );
}

export function Deployments({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const deployments = useDeployments(asset.name);
  return (
    <section data-testid="deployments">
      <div className={classes.sectionHead}>
        <h2 className={classes.heading}>{t("endpoints.deployments")}</h2>
        <Deploy endpoint={asset.name} />
      </div>
      {deployments.isPending && <Skeletons rows={2} />}
      {deployments.isError && (
        <ErrorState
          error={deployments.error}
          what={t("endpoints.deploymentsUnreadable")}
          retry={() => void deployments.refetch()}
        />
      )}
      {deployments.data?.length === 0 && (
        <EmptyState small title={t("endpoints.noDeployment")}>
          {t("endpoints.noDeploymentText")}{" "}
          <code>penstock batch-deployment create --file deployment.yml</code>
        </EmptyState>
      )}
      {deployments.data && deployments.data.length > 0 && (
        <div className={classes.scrollX}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("column.name")}</th>
                <th scope="col">{t("column.state")}</th>
                <th scope="col">{t("endpoints.pipeline")}</th>
                <th scope="col" data-wide>
                  {t("column.description")}
                </th>
                <th scope="col" className={classes.number}>
                  {t("column.created")}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {deployments.data.map((deployment) => (
                <Row key={deployment.name} deployment={deployment} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
