/** The one thing most people come to do with an asset of this kind. */
import { Button } from "@mantine/core";
import { IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/useGo";
import { designerApi } from "../designer/api";
import { tellError } from "../designer/toasts";
import { EditStore } from "./datastores/Connection";
import { draftWith, draftWithData } from "./draftWith";
import { BuildButton } from "./environments/BuildState";
import { InvokeDialog } from "./InvokeDialog";
import type { KindInfo } from "./kinds";
import { EnableButton } from "./Schedule";
import type { AssetDetail } from "./types";

function UseInDraft({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
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

function Invoke({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        disabled={(asset.deployments ?? []).length === 0}
        onClick={() => setOpen(true)}
        data-testid="action:open-invoke"
      >
        {t("endpoints.invokeOpen")}
      </Button>
      {open && <InvokeDialog asset={asset} onClose={() => setOpen(false)} />}
    </>
  );
}

export function MainAction({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  switch (info.kind) {
    case "components":
    case "data":
    case "models":
      return <UseInDraft info={info} asset={asset} />;
    case "environments":
      return <BuildButton name={asset.name} version={asset.version ?? ""} />;
    case "datastores":
      return <EditStore asset={asset} />;
    case "schedules":
      return <EnableButton asset={asset} />;
    case "endpoints":
      return <Invoke asset={asset} />;
    default:
      return null;
  }
}
