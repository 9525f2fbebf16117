/** What this workspace is, and the addresses that notebooks and scripts need. */
import { useQuery } from "@tanstack/react-query";
import { Code } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { server } from "../api/server";
import { CopyButton, ErrorState, KeyValue, Skeletons } from "../ui";
import { Lead, SettingsFrame } from "./SettingsFrame";
import classes from "./settings.module.css";

/** An address carries the key that lets its holder in: copied, but not left on a screen that others see. */
const covered = (text: string) => text.replace(/:\/\/([^:@/\s]+):[^@/\s]+@/, "://$1:••••••@");

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className={classes.inline}>
      <code>{covered(text)}</code> <CopyButton text={text} label={label} />
    </span>
  );
}

export default function WorkspacePage() {
  const { t } = useTranslation("settings");
  const workspace = useQuery({
    queryKey: ["settings", "workspace"],
    queryFn: ({ signal }) => server.get("workspace", { signal }),
  });
  const uri = workspace.data?.mlflow_tracking_uri ?? "";
  const snippet = `import mlflow\nmlflow.set_tracking_uri("${uri}")`;
  return (
    <SettingsFrame section="workspace">
      <Lead>{t("workspace.what")}</Lead>
      {workspace.isPending && <Skeletons rows={4} />}
      {workspace.isError && (
        <ErrorState
          error={workspace.error}
          what={t("workspace.unreadable")}
          retry={() => void workspace.refetch()}
        />
      )}
      {workspace.data && (
        <>
          <KeyValue
            rows={[
              [t("workspace.name"), workspace.data.name],
              [
                t("workspace.folder"),
                <Copied key="d" text={workspace.data.data_dir} label={t("workspace.copyFolder")} />,
              ],
              [
                t("workspace.api"),
                <Copied key="a" text={workspace.data.discovery_url} label={t("workspace.copyApi")} />,
              ],
              [t("workspace.tracking"), <Copied key="m" text={uri} label={t("workspace.copyTracking")} />],
              [t("workspace.version"), workspace.data.version],
            ]}
          />
          <section>
            <h2 className={classes.heading}>{t("workspace.notebook")}</h2>
            <p className={classes.lead}>{t("workspace.notebookText")}</p>
            <Code block className={classes.snippet}>
              {covered(snippet)}
            </Code>
            <CopyButton text={snippet} label={t("workspace.copySnippet")} />
          </section>
        </>
      )}
    </SettingsFrame>
  );
}
