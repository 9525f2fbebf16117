/** Registers files that were chosen or dropped, and says of each what came of it. */
import { Button, CloseButton, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconFolderUp, IconInfoCircle, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFileDrop } from "../designer/fileDrop";
import { ErrorState } from "../ui";
import { placed, zipOf } from "../ui/folders";
import { assetsApi, refreshAssets } from "./api";
import classes from "./assets.module.css";
import { batches, withText } from "./batches";
import { assetHref, type KindInfo } from "./kinds";
import type { Registered } from "./types";

type Outcome = { file: string } & ({ asset: Registered } | { error: unknown });

export interface Registering {
  busy: boolean;
  outcomes: readonly Outcome[];
  register: (files: readonly File[]) => Promise<void>;
  choose: () => void;
  dismiss: () => void;
  chooseFolder: () => void;
  picker: ReactNode;
}

/** One thing that is refused does not hold up the others. */
export function useRegistering(info: KindInfo): Registering {
  const { t } = useTranslation("assets");
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const register = async (files: readonly File[]) => {
    setBusy(true);
    const found: Outcome[] = [];
    for (const batch of batches(await withText(files))) {
      const file = batch[0]?.name ?? "";
      try {
        found.push({
          file,
          asset: await assetsApi.register(
            info.kind,
            batch.map((one) => one.file),
          ),
        });
      } catch (error) {
        found.push({ file, error });
      }
    }
    setOutcomes(found);
    setBusy(false);
    await refreshAssets(client, info.kind);
  };
  const picker = (
    <>
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={t("register.folder")}
        data-testid="register-folder"
        // React knows no such property; every browser does.
        {...{ webkitdirectory: "" }}
        onChange={(event) => {
          const chosen = placed([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
          if (chosen.files.length > 0) void zipOf(chosen.name, chosen.files).then((zip) => register([zip]));
        }}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("register.choose")}
        data-testid="register-file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again after it was corrected.
          event.currentTarget.value = "";
          if (files.length > 0) void register(files);
        }}
      />
    </>
  );
  return {
    busy,
    outcomes,
    register,
    choose: () => input.current?.click(),
    chooseFolder: () => folder.current?.click(),
    dismiss: () => setOutcomes([]),
    picker,
  };
}

export function RegisterButton({
  registering,
  primary = true,
  folders = true,
}: {
  registering: Registering;
  primary?: boolean;
  /** Whether what is registered may lie in a folder. */
  folders?: boolean;
}) {
  const { t } = useTranslation("assets");
  return (
    <Button.Group>
      <Button
        variant={primary ? "filled" : "default"}
        leftSection={<IconUpload size={15} aria-hidden />}
        loading={registering.busy}
        onClick={registering.choose}
        data-testid="action:register"
      >
        {t("register.button")}
      </Button>
      {folders && (
        <Tooltip label={t("register.folder")}>
          <Button
            variant={primary ? "filled" : "default"}
            px={8}
            className={classes.folderButton}
            aria-label={t("register.folder")}
            disabled={registering.busy}
            onClick={registering.chooseFolder}
            data-testid="action:register-folder"
          >
            <IconFolderUp size={16} aria-hidden />
          </Button>
        </Tooltip>
      )}
    </Button.Group>
  );
}

function OutcomeRow({ info, outcome }: { info: KindInfo; outcome: Outcome }) {
  const { t } = useTranslation("assets");
  if ("error" in outcome)
    return <ErrorState error={outcome.error} what={t("register.refused", { file: outcome.file })} />;
  const { asset } = outcome;
  const known = asset.created === false;
  const Icon = known && info.versioned ? IconInfoCircle : IconCircleCheck;
  const words = { name: asset.name, version: asset.version ?? "" };
  const said = info.versioned
    ? known
      ? "register.same"
      : "register.done"
    : known
      ? "register.changed"
      : "register.donePlain";
  return (
    <p
      className={classes.outcome}
      data-new={!(known && info.versioned) || undefined}
      data-testid="registered"
    >
      <Icon size={16} aria-hidden />
      <span>{t(said, words)}</span>
      <Link to={assetHref(info.kind, asset.name, asset.version)}>{t("register.open")}</Link>
    </p>
  );
}

export function Outcomes({ info, registering }: { info: KindInfo; registering: Registering }) {
  const { t } = useTranslation("assets");
  return (
    <div role="status" className={classes.outcomes} hidden={registering.outcomes.length === 0}>
      <div className={classes.outcomeList}>
        {registering.outcomes.map((outcome, index) => (
          <OutcomeRow key={`${index} ${outcome.file}`} info={info} outcome={outcome} />
        ))}
      </div>
      <CloseButton size="sm" aria-label={t("register.dismiss")} onClick={registering.dismiss} />
    </div>
  );
}

/** The whole page takes a file. */
export function DropArea({
  info,
  registering,
  className,
  children,
}: {
  info: KindInfo;
  registering: Registering;
  className?: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation("assets");
  const { over, handlers } = useFileDrop((files) => void registering.register(files));
  return (
    <div className={className} data-testid={`drop:${info.kind}`} {...handlers}>
      {children}
      {registering.picker}
      {over && <div className={classes.dropHere}>{t(`${info.area}.drop`)}</div>}
    </div>
  );
}
