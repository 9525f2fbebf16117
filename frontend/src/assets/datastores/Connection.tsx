/** Whether a datastore can be reached, in words, and whether it has credentials. */
import { Button } from "@mantine/core";
import {
  IconCircleCheck,
  IconLock,
  IconLockOpen,
  IconPencil,
  IconPlugConnected,
  IconStar,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, ErrorState } from "../../ui";
import classes from "../assets.module.css";
import { useConnectionTest, type StoreAsset } from "./api";
import { storeType } from "./forms";
import { StoreDialog } from "./StoreDialog";

export function EditStore({ asset }: { asset: StoreAsset }) {
  const { t } = useTranslation("assets");
  const [open, setOpen] = useState(false);
  // Types that only a file can say (a share, a lake of the first generation) are changed by registering it again.
  if (!storeType(asset.type)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPencil size={15} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="action:edit-store"
      >
        {t("stores.edit")}
      </Button>
      {open && <StoreDialog asset={asset} onClose={() => setOpen(false)} />}
    </>
  );
}

export function Connection({ asset }: { asset: StoreAsset }) {
  const { t } = useTranslation("assets");
  const test = useConnectionTest(asset.name);
  const hasSecrets = (storeType(asset.type)?.logins.length ?? 1) > 0;
  const isSet = asset.credentials?.set === true;
  const Lock = isSet ? IconLock : IconLockOpen;
  return (
    <section data-testid="store-connection">
      <h2 className={classes.heading}>{t("stores.connection")}</h2>
      {asset.is_default && (
        <p className={classes.credentialsState} data-testid="store-default">
          <IconStar size={15} aria-hidden /> {t("stores.default")}
        </p>
      )}
      {hasSecrets && (
        <p className={classes.credentialsState} data-testid="store-credentials">
          <Lock size={15} aria-hidden />
          {isSet
            ? t("stores.set", {
                type: t(`stores.kind.${asset.credentials?.type ?? ""}`, {
                  defaultValue: asset.credentials?.type ?? "",
                }),
              })
            : t("stores.unset")}
        </p>
      )}
      <div className={classes.testRow}>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={15} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
          data-testid="action:test-store"
        >
          {t("stores.test")}
        </Button>
        {test.isPending && <span className={classes.quiet}>{t("stores.testing")}</span>}
      </div>
      <div aria-live="polite" data-testid="store-test">
        {test.data?.ok && (
          <p className={classes.good}>
            <IconCircleCheck size={16} aria-hidden /> {test.data.message || t("stores.ok")}
          </p>
        )}
        {test.data && !test.data.ok && (
          <Banner tone="danger" title={test.data.message}>
            {test.data.hint}
          </Banner>
        )}
        {test.isError && <ErrorState error={test.error} what={t("stores.notTested")} />}
      </div>
    </section>
  );
}
