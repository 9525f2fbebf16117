/** What an asset is: its words, interface and definition; beside them labels, tags and where it came from. */
import { Anchor } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconGitCommit } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { CopyButton, formatSize, KeyValue, RelativeTime } from "../ui";
import { assetsApi, useAssetChange } from "./api";
import classes from "./assets.module.css";
import { ChipsEditor } from "./ChipsEditor";
import { ComputeFacts } from "./ComputeFacts";
import { Connection } from "./datastores/Connection";
import { Deployments } from "./Deployments";
import { EditableText } from "./EditableText";
import { factsOf, remotePage, weight } from "./facts";
import type { KindInfo } from "./kinds";
import { LabelsEditor } from "./LabelsEditor";
import { Aliases, ModelCard, ModelOrigin } from "./models/ModelFacts";
import { PortTable } from "./PortTable";
import { ScheduleFacts } from "./Schedule";
import { tagKey, tagWords } from "./tags";
import type { AssetDetail, Git, Metadata } from "./types";

interface Props {
  info: KindInfo;
  asset: AssetDetail;
}

function GitFacts({ git }: { git: Git }) {
  const { t } = useTranslation("assets");
  const remote = remotePage(git.remote);
  return (
    <section className={classes.asideSection} data-testid="git">
      <h2 className={classes.asideTitle}>{t("git.title")}</h2>
      <KeyValue
        rows={[
          remote && [
            t("git.remote"),
            remote.href ? (
              <Anchor key="r" href={remote.href} target="_blank" rel="noreferrer" size="xs">
                {remote.words}
              </Anchor>
            ) : (
              remote.words
            ),
          ],
          git.branch && [t("git.branch"), <code key="b">{git.branch}</code>],
          git.commit && [
            t("git.commit"),
            <span key="c" className={classes.inline}>
              <IconGitCommit size={14} aria-hidden />
              <code title={git.commit}>{git.commit.slice(0, 10)}</code>
              <CopyButton text={git.commit} label={t("git.copyCommit")} />
            </span>,
          ],
          [
            t("git.state"),
            <span key="d" className={classes.inline} data-tone={git.dirty ? "warning" : undefined}>
              {git.dirty ? <IconAlertTriangle size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
              {t(git.dirty ? "git.dirty" : "git.clean")}
            </span>,
          ],
        ]}
      />
    </section>
  );
}

function useMetadata({ info, asset }: Props) {
  const change = useAssetChange(info.kind, (body: Metadata) =>
    assetsApi.change(info.kind, asset.name, asset.version, body),
  );
  return (body: Metadata) => change.mutateAsync(body);
}

function Pairs({ info, asset, what }: Props & { what: "tags" | "properties" }) {
  const { t } = useTranslation("assets");
  const save = useMetadata({ info, asset });
  const pairs = asset[what] ?? {};
  return (
    <ChipsEditor
      title={t(`${what}.title`)}
      none={t(`${what}.none`)}
      form="pair"
      testId={what}
      chips={Object.entries(pairs).map(([name, value]) => {
        const key = tagKey(name, value);
        const words = tagWords(key);
        const to = `/${info.area}?tag=${encodeURIComponent(key)}`;
        return { key: name, words, ...(what === "tags" ? { content: <Link to={to}>{words}</Link> } : {}) };
      })}
      add={(name, value) => save({ [what]: { ...pairs, [name]: value } })}
      remove={(name) =>
        save({ [what]: Object.fromEntries(Object.entries(pairs).filter(([key]) => key !== name)) })
      }
      advise={(name) => (name in pairs ? { text: t("chips.replaces", { name }), stops: false } : null)}
    />
  );
}

/** A row is written and changed in one breath when it is made. */
const later = (created: string, updated: string) => Date.parse(updated) - Date.parse(created) > 1000;

function About({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const { count, bytes } = weight(asset.files);
  return (
    <section className={classes.asideSection}>
      <h2 className={classes.asideTitle}>{t("about.title")}</h2>
      <KeyValue
        rows={[
          asset.type && [t("list.type"), t(`type.${asset.type}`, { defaultValue: asset.type })],
          [t("about.created"), <RelativeTime key="c" time={asset.created} />],
          later(asset.created, asset.updated) && [
            t("about.updated"),
            <RelativeTime key="u" time={asset.updated} />,
          ],
          asset.creator && [t("about.creator"), asset.creator],
          count > 0 && [t("about.files"), t("about.filesOf", { count, size: formatSize(bytes) })],
          asset.digest && [
            t("about.digest"),
            <span key="d" className={classes.inline}>
              <code title={asset.digest}>{asset.digest.slice(0, 12)}</code>
              <CopyButton text={asset.digest} label={t("about.copyDigest")} />
            </span>,
          ],
        ]}
      />
    </section>
  );
}

function Definition({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  const facts = factsOf(asset);
  const reuse = asset.is_deterministic === false ? "components.reuseNo" : "components.reuseYes";
  if (facts.length === 0 && info.kind !== "components") return null;
  return (
    <section>
      <h2 className={classes.heading}>{t("about.definition")}</h2>
      <KeyValue
        rows={[
          ...facts.map(
            ([key, words]) =>
              [
                key,
                words.includes("\n") ? (
                  <pre key={key} className={classes.fact}>
                    {words}
                  </pre>
                ) : (
                  <code key={key}>{words}</code>
                ),
              ] as const,
          ),
          info.kind === "components" && [t("components.reuse"), t(reuse)],
        ]}
      />
    </section>
  );
}

export function Overview({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  const save = useMetadata({ info, asset });
  return (
    <div className={classes.overview}>
      <div className={classes.mainColumn}>
        <EditableText
          text={asset.description ?? ""}
          label={t("about.description")}
          none={t("about.noDescription")}
          save={(description) => save({ description })}
          testId="asset-description"
        />
        {asset.inputs && <PortTable ports={asset.inputs} side="inputs" />}
        {asset.outputs && <PortTable ports={asset.outputs} side="outputs" />}
        {info.kind === "schedules" && <ScheduleFacts asset={asset} />}
        {info.kind === "endpoints" && <Deployments asset={asset} />}
        {info.kind === "computes" && <ComputeFacts asset={asset} />}
        {info.kind === "datastores" && <Connection asset={asset} />}
        {info.kind === "models" && <ModelCard asset={asset} />}
        <Definition info={info} asset={asset} />
      </div>
      <aside className={classes.aside} aria-label={t("about.aside")}>
        {info.kind === "models" && <Aliases info={info} asset={asset} />}
        {info.kind === "models" && <ModelOrigin asset={asset} />}
        {info.versioned && info.kind !== "models" && <LabelsEditor info={info} asset={asset} />}
        <Pairs info={info} asset={asset} what="tags" />
        <Pairs info={info} asset={asset} what="properties" />
        <About asset={asset} />
        {asset.git && Object.keys(asset.git).length > 0 && <GitFacts git={asset.git} />}
      </aside>
    </div>
  );
}
