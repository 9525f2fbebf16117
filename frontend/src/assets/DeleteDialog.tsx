/** Deleting says what is lost and who still uses it, before anything goes. */
import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ApiError } from "../api/client";
import { tell } from "../designer/toasts";
import { Banner, ErrorState } from "../ui";
import { assetsApi, refreshAssets } from "./api";
import classes from "./assets.module.css";
import { assetHref, type KindInfo } from "./kinds";
import type { AssetDetail, Usage } from "./types";
import { UsesList } from "./UsedBy";

/** The server knows of uses that came after the page was read. */
function usesIn(error: unknown): Usage[] | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const inner = (error.body.error ?? {}) as { used_by?: Usage[] };
  return (error.body.used_by as Usage[] | undefined) ?? inner.used_by ?? [];
}

export function DeleteDialog({
  info,
  asset,
  whole,
  onClose,
}: {
  info: KindInfo;
  asset: AssetDetail;
  whole: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("assets");
  const navigate = useNavigate();
  const [found, setFound] = useState<Usage[] | null>(null);
  // Who asks for another version loses nothing; without a version, the latest or a label may be this one.
  const concerned = asset.used_by.filter((use) => whole || !use.version || use.version === asset.version);
  const uses = found ?? concerned;
  const force = uses.length > 0 || found !== null;
  const all = whole || asset.versions.length < 2;
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => assetsApi.remove(info.kind, asset.name, whole ? null : asset.version, force),
    onSuccess: async () => {
      tell(t("delete.done", { ref: whole ? asset.name : asset.ref }));
      await navigate(all ? `/${info.area}` : assetHref(info.kind, asset.name, null), { replace: true });
      // Nobody asks any more for what is gone; the rest looks again.
      client.removeQueries({ queryKey: ["assets", info.kind, "one", asset.name] });
      if (all) client.removeQueries({ queryKey: ["assets", info.kind, "name", asset.name] });
      await refreshAssets(client, info.kind);
    },
    onError: (error) => setFound(usesIn(error)),
  });
  const words = { name: asset.name, version: asset.version, count: asset.versions.length };
  const title = !info.versioned ? "delete.titlePlain" : whole ? "delete.titleAll" : "delete.titleVersion";
  return (
    <Modal opened onClose={onClose} title={t(title, words)} closeButtonProps={{ "aria-label": t("close") }}>
      <p className={classes.plain}>{t(whole && info.versioned ? "delete.lostAll" : "delete.lost", words)}</p>
      {uses.length > 0 && (
        <Banner tone="warning" title={t("delete.used", { count: uses.length })}>
          <p className={classes.plain}>{t("delete.usedText")}</p>
          <div className={classes.deleteUses}>
            <UsesList uses={uses} />
          </div>
        </Banner>
      )}
      {remove.isError && usesIn(remove.error) === null && (
        <ErrorState error={remove.error} what={t("delete.failed")} />
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t("edit.cancel")}
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          data-testid="confirm-delete"
        >
          {t(force ? "delete.anyway" : "delete.do")}
        </Button>
      </Group>
    </Modal>
  );
}
