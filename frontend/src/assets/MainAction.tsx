/** The one thing most people come to do with an asset of this kind. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/useGo";
import { designerApi } from "../designer/api";
import { tellError } from "../designer/toasts";
import { draftWith, draftWithData } from "./draftWith";
import type { KindInfo } from "./kinds";
import type { AssetDetail } from "./types";

export function MainAction({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const go = useGo();
  const add = useMutation({
    mutationFn: () =>
      designerApi.create(
        info.kind === "components"
          ? draftWith({ ...asset, inputs: asset.inputs ?? [], outputs: asset.outputs ?? [] })
          : draftWithData(asset),
      ),
    onSuccess: (draft) => go(`/designer/${draft.id}`),
    onError: (error) => tellError(t("use.failed"), error),
  });
  if (!["components", "data", "models"].includes(info.kind)) return null;
  return (
    <Button
      leftSection={<IconPlus size={15} aria-hidden />}
      loading={add.isPending}
      onClick={() => add.mutate()}
    >
      {t("use.inDraft")}
    </Button>
  );
}
