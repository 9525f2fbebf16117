/** What the user has to know about saving: the server is away, somebody else saved, work was brought back. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/useGo";
import { designerApi } from "./api";
import classes from "./designer.module.css";
import { useDesigner, useDraft } from "./store";
import { tellError } from "./toasts";

function Banner({
  tone,
  icon,
  children,
  testId,
}: {
  tone: string;
  icon: ReactNode;
  children: ReactNode;
  testId: string;
}) {
  return (
    <div
      className={classes.banner}
      data-tone={tone}
      role={tone === "info" ? "status" : "alert"}
      data-testid={testId}
    >
      {icon}
      {children}
    </div>
  );
}

function Stale() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const go = useGo();
  const theirs = useDraft((state) => state.theirs);
  if (!theirs) return null;
  const keepMine = async () => {
    const { history, name } = designer.store.getState();
    try {
      // A copy of the draft keeps its files; then the document is mine.
      const copy = await designerApi.create({ copy: theirs.id, name: t("stale.copyName", { name }) });
      await designerApi.save(copy.id, history.doc, copy.revision);
      designer.load(theirs);
      go(`/designer/${copy.id}`);
    } catch (error) {
      tellError(t("stale.notCopied"), error);
    }
  };
  return (
    <Banner tone="warning" icon={<IconAlertTriangle size={17} aria-hidden />} testId="banner-stale">
      <span>
        <strong>{t("stale.title")}</strong> {t("stale.words")}
      </span>
      <Button variant="default" onClick={() => designer.load(theirs)}>
        {t("stale.theirs")}
      </Button>
      <Button onClick={() => void keepMine()}>{t("stale.mine")}</Button>
    </Banner>
  );
}

export function Banners() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const saveState = useDraft((state) => state.saveState);
  const error = useDraft((state) => state.saveError);
  const restored = useDraft((state) => state.restored && state.theirs === null);
  return (
    <>
      <Stale />
      {saveState === "offline" && (
        <Banner tone="warning" icon={<IconCloudOff size={17} aria-hidden />} testId="banner-offline">
          <span>
            <strong>{t("away.title")}</strong> {t("away.words")}
          </span>
          <Button variant="default" onClick={() => void designer.flush()}>
            {t("away.now")}
          </Button>
        </Banner>
      )}
      {saveState === "failed" && (
        <Banner tone="danger" icon={<IconAlertTriangle size={17} aria-hidden />} testId="banner-failed">
          <span>
            <strong>{t("notSaved.title")}</strong> {error?.message} {error?.hint} {t("notSaved.words")}
          </span>
        </Banner>
      )}
      {restored && saveState !== "offline" && (
        <Banner tone="info" icon={<IconInfoCircle size={17} aria-hidden />} testId="banner-restored">
          <span>{t("restored")}</span>
        </Banner>
      )}
    </>
  );
}
