/** Deleting a draft names what is lost. */
import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { designerApi, type DraftItem } from "./api";
import { tellError } from "./toasts";

export function ConfirmDelete({ draft, onClose }: { draft: DraftItem; onClose: () => void }) {
  const { t } = useTranslation("designer");
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => designerApi.remove(draft.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["drafts"] });
      onClose();
    },
    onError: (error) => tellError(t("drafts.notDeleted"), error),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("drafts.deleteTitle", { name: draft.name })}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <p style={{ marginTop: 0 }}>{t("drafts.deleteWords", { count: draft.nodes })}</p>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("drafts.delete")}
        </Button>
      </Group>
    </Modal>
  );
}
