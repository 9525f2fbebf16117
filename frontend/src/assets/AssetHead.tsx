/** The title of an asset, its version, and what can be done with it. */
import { ActionIcon, Menu, Select } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../api/client";
import { useGo } from "../app/useGo";
import { tell, tellError } from "../designer/toasts";
import { copyText, CopyButton } from "../ui";
import { assetPath, assetsApi, useAssetChange } from "./api";
import classes from "./assets.module.css";
import { DeleteDialog } from "./DeleteDialog";
import { assetHref, type KindInfo } from "./kinds";
import { MainAction } from "./MainAction";
import type { AssetDetail } from "./types";

interface Props {
  info: KindInfo;
  asset: AssetDetail;
}

function useArchiving({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  const change = useAssetChange(info.kind, ({ whole, on }: { whole: boolean; on: boolean }) =>
    assetsApi.archive(info.kind, asset.name, whole ? null : asset.version, on),
  );
  return (whole: boolean, on: boolean) =>
    change.mutate(
      { whole, on },
      {
        onSuccess: () =>
          tell(t(on ? "menu.archived" : "menu.restored", { ref: whole ? asset.name : asset.ref })),
        onError: (error) => tellError(t("edit.failed"), error),
      },
    );
}

function Actions({ info, asset, onRegister }: Props & { onRegister: () => void }) {
  const { t } = useTranslation("assets");
  const [deleting, setDeleting] = useState<"version" | "name" | null>(null);
  const archive = useArchiving({ info, asset });
  const icon = { size: 15, "aria-hidden": true };
  const archived = asset.archived;
  const Archive = archived ? IconArchiveOff : IconArchive;
  const verb = archived ? "restore" : "archive";
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t("menu.more")} data-testid="asset-actions">
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUpload {...icon} />} onClick={onRegister}>
            {t(info.versioned ? "menu.newVersion" : "menu.newDefinition")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy {...icon} />}
            onClick={() => void copyText(asset.ref).then((ok) => ok && tell(t("menu.copied")))}
          >
            {t("menu.copyRef")}
          </Menu.Item>
          {info.versioned && asset.files.length > 0 && (
            <Menu.Item
              component="a"
              href={apiUrl(assetPath(info.kind, asset.name, asset.version, "download"))}
              download
              leftSection={<IconDownload {...icon} />}
            >
              {t("menu.download")}
            </Menu.Item>
          )}
          <Menu.Divider role="separator" />
          {info.versioned && (
            <Menu.Item leftSection={<Archive {...icon} />} onClick={() => archive(false, !archived)}>
              {t(`menu.${verb}Version`, { version: asset.version })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Archive {...icon} />} onClick={() => archive(true, !archived)}>
            {t(info.versioned ? `menu.${verb}All` : `menu.${verb}`)}
          </Menu.Item>
          <Menu.Divider role="separator" />
          {info.versioned && (
            <Menu.Item
              className={classes.dangerItem}
              leftSection={<IconTrash {...icon} />}
              onClick={() => setDeleting("version")}
            >
              {t("menu.deleteVersion", { version: asset.version })}
            </Menu.Item>
          )}
          <Menu.Item
            className={classes.dangerItem}
            leftSection={<IconTrash {...icon} />}
            onClick={() => setDeleting("name")}
          >
            {t(info.versioned ? "menu.deleteAll" : "menu.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {deleting && (
        <DeleteDialog
          info={info}
          asset={asset}
          whole={deleting === "name"}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}

export function AssetHead({ info, asset, onRegister }: Props & { onRegister: () => void }) {
  const { t } = useTranslation("assets");
  const go = useGo();
  const Icon = info.icon;
  // No document refers to these: their name is all there is to copy.
  const ref = info.kind === "schedules" || info.kind === "endpoints" ? asset.name : asset.ref;
  return (
    <div className={classes.head}>
      <Icon size={22} stroke={1.5} aria-hidden className={classes.headIcon} />
      <div className={classes.headText}>
        <h1 className={classes.title}>
          <span className={classes.titleName} title={asset.display_name || asset.name}>
            {asset.display_name || asset.name}
          </span>
          {asset.archived && (
            <span className={classes.archived} data-testid="archived">
              <IconArchive size={12} aria-hidden /> {t("archived")}
            </span>
          )}
        </h1>
        <span className={classes.ref}>
          <code>{ref}</code> <CopyButton text={ref} label={t("menu.copyRef")} />
        </span>
      </div>
      {info.versioned && (
        <Select
          aria-label={t("column.version")}
          data-testid="asset-version"
          data={asset.versions.map((version) => ({
            value: version,
            label: t(version === asset.latest ? "versionLatest" : "versionN", { version }),
          }))}
          value={asset.version}
          searchable={asset.versions.length > 12}
          allowDeselect={false}
          onChange={(version) => version && go(assetHref(info.kind, asset.name, version))}
          w={170}
        />
      )}
      <MainAction info={info} asset={asset} />
      <Actions info={info} asset={asset} onRegister={onRegister} />
    </div>
  );
}
