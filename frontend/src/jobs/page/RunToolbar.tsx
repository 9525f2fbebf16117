/** What can be done with a run: cancel, retry, resubmit, clone, take its YAML, share it. */
import { Button, Menu, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconCopyPlus,
  IconDots,
  IconDownload,
  IconLink,
  IconPlayerStop,
  IconRefresh,
  IconRepeat,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../../app/useGo";
import { ApiError, apiUrl } from "../../api/client";
import { copyText } from "../../ui";
import { jobActions, jobPath, type Job } from "../api";
import { DeleteJobs } from "../deleting/DeleteJobs";
import { isTerminal, type StatusWord } from "../live/types";
import { ResubmitDialog } from "./ResubmitDialog";

function useAct(name: string) {
  const { t } = useTranslation("jobs");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["job", name] }),
    onError: (error) =>
      notifications.show({
        color: "red",
        title: t("act.failed"),
        message:
          error instanceof ApiError
            ? [error.message, error.hint].filter(Boolean).join(" ")
            : t("act.failedHint"),
      }),
  });
}

interface MoreMenuProps {
  job: Job;
  done: boolean;
  onShare: () => void;
  onDelete: () => void;
}

function MoreMenu({ job, done, onShare, onDelete }: MoreMenuProps) {
  const { t } = useTranslation("jobs");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={8} aria-label={t("act.more")}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={apiUrl(`${jobPath(job.name)}/yaml`)}
          download={`${job.name}.yml`}
          data-testid="action:yaml"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {t("act.yaml")}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={apiUrl(`${jobPath(job.name)}/download`)}
          download={`${job.name}.zip`}
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {t("act.download")}
        </Menu.Item>
        <Menu.Item
          onClick={onShare}
          data-testid="action:share"
          leftSection={<IconLink size={15} aria-hidden />}
        >
          {t("act.share")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          disabled={!done}
          onClick={onDelete}
          data-testid="action:delete"
          leftSection={<IconTrash size={15} aria-hidden />}
        >
          {t(done ? "act.delete" : "act.deleteRunning")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function RunToolbar({ job, status, failed }: { job: Job; status: StatusWord; failed: boolean }) {
  const { t } = useTranslation("jobs");
  const go = useGo();
  const act = useAct(job.name);
  const [resubmitting, setResubmitting] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const done = isTerminal(status);
  const cancelling = status === "CancelRequested";
  const share = () =>
    void copyText(window.location.href).then((ok) =>
      notifications.show({ message: t(ok ? "act.shared" : "act.notShared") }),
    );
  const clone = () =>
    act.mutate(() => jobActions.clone(job.name).then((draft) => go(`/designer/${draft.id}`)));
  return (
    <>
      {!done && (
        <Tooltip label={t("act.cancelHint")}>
          <Button
            variant="default"
            data-testid="action:cancel"
            disabled={cancelling}
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            onClick={() => act.mutate(() => jobActions.cancel(job.name))}
          >
            {t(cancelling ? "act.cancelling" : "act.cancel")}
          </Button>
        </Tooltip>
      )}
      {done && failed && (
        <Button
          data-testid="action:retry"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={act.isPending}
          onClick={() => act.mutate(() => jobActions.retry(job.name))}
        >
          {t("act.retry")}
        </Button>
      )}
      <Button
        variant="default"
        data-testid="action:resubmit"
        leftSection={<IconRepeat size={15} aria-hidden />}
        onClick={() => setResubmitting(true)}
      >
        {t("act.resubmit")}
      </Button>
      <Button
        variant="default"
        data-testid="action:clone"
        leftSection={<IconCopyPlus size={15} aria-hidden />}
        onClick={clone}
      >
        {t("act.clone")}
      </Button>
      <MoreMenu job={job} done={done} onShare={share} onDelete={() => setDeleting(true)} />
      {deleting && (
        <DeleteJobs
          jobs={[job.name]}
          size={job.size ?? null}
          onClose={() => setDeleting(false)}
          onGone={() => {
            notifications.show({ message: t("delete.done", { name: job.display_name || job.name }) });
            go("/jobs");
          }}
        />
      )}
      {resubmitting && <ResubmitDialog job={job} onClose={() => setResubmitting(false)} />}
    </>
  );
}
