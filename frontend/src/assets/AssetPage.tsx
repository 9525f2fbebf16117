/** One asset in one version, in tabs: the same page for every kind, with the tabs its kind has. */
import { Tabs } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { useBreadcrumb } from "../app/breadcrumb";
import { Banner, CopyButton, EmptyState, ErrorState, Skeletons } from "../ui";
import { useAsset } from "./api";
import { AssetHead } from "./AssetHead";
import classes from "./assets.module.css";
import { BrowseTab } from "./datastores/Browse";
import { DiffTab } from "./DiffTab";
import { isBuiltIn } from "./environments/api";
import { BuildTab } from "./environments/BuildTab";
import { BuiltInPage } from "./environments/BuiltInPage";
import { CodeTab, PreviewTab } from "./Files";
import { assetHref, KINDS, type AssetTab, type KindInfo } from "./kinds";
import { LineageTab } from "./Lineage";
import { Overview } from "./Overview";
import { ProfileTab } from "./ProfileTab";
import { DropArea, Outcomes, useRegistering } from "./Register";
import type { AssetDetail, AssetKind } from "./types";
import { UsedBy } from "./UsedBy";
import { Versions } from "./Versions";

const CodeView = lazy(() => import("../ui/CodeView"));

interface Props {
  info: KindInfo;
  asset: AssetDetail;
}

function YamlTab({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  return (
    <div className={classes.yamlPanel}>
      <div className={classes.fileBar}>
        <code>{asset.ref}</code> <CopyButton text={asset.yaml} label={t("yaml.copy")} />
      </div>
      <div className={classes.codeBody}>
        <Suspense fallback={<Skeletons rows={8} />}>
          <CodeView text={asset.yaml} language="yaml" label={t("yaml.of", { name: asset.name })} />
        </Suspense>
      </div>
    </div>
  );
}

function Panel({ tab, info, asset }: Props & { tab: AssetTab }) {
  switch (tab) {
    case "overview":
      return <Overview info={info} asset={asset} />;
    case "build":
      return <BuildTab name={asset.name} version={asset.version ?? ""} />;
    case "browse":
      return <BrowseTab asset={asset} />;
    case "preview":
      return <PreviewTab asset={asset} />;
    case "profile":
      return <ProfileTab asset={asset} />;
    case "lineage":
      return <LineageTab info={info} asset={asset} />;
    case "versions":
      return <Versions info={info} asset={asset} />;
    case "yaml":
      return <YamlTab asset={asset} />;
    case "code":
      return <CodeTab info={info} asset={asset} />;
    case "usedby":
      return <UsedBy uses={asset.used_by} />;
    case "diff":
      return <DiffTab info={info} asset={asset} />;
  }
}

/** A model of years has files, a compute has none: tabs that would be empty are not there. */
const shown = (tab: AssetTab, asset: AssetDetail) =>
  (tab !== "code" || asset.files.length > 0) && (tab !== "diff" || asset.versions.length > 1);

function AssetTabs({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  const [params, setParams] = useSearchParams();
  const tabs = info.tabs.filter((tab) => shown(tab, asset));
  const asked = params.get("tab") as AssetTab | null;
  const tab = asked && tabs.includes(asked) ? asked : "overview";
  const counts: Partial<Record<AssetTab, number>> = {
    versions: asset.versions.length,
    usedby: asset.used_by.length,
  };
  return (
    <Tabs
      value={tab}
      onChange={(next) => next && setParams(next === "overview" ? {} : { tab: next }, { replace: true })}
      keepMounted={false}
      className={classes.tabs}
    >
      <Tabs.List aria-label={t("tabs")}>
        {tabs.map((one) => (
          <Tabs.Tab key={one} value={one} data-testid={`asset-tab:${one}`}>
            {t(one === "code" && info.kind !== "components" ? "tab.files" : `tab.${one}`)}
            {counts[one] !== undefined && <span className={classes.tabCount}>{counts[one]}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((one) => (
        <Tabs.Panel key={one} value={one} className={classes.panel}>
          <Panel tab={one} info={info} asset={asset} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Loaded({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  const registering = useRegistering(info);
  const newer =
    info.versioned && asset.latest !== null && asset.latest !== asset.version && !asset.archived
      ? asset.latest
      : null;
  return (
    <DropArea info={info} registering={registering} className={classes.page}>
      <AssetHead info={info} asset={asset} onRegister={registering.choose} />
      <Outcomes info={info} registering={registering} />
      {asset.trouble && <Banner tone="warning" title={asset.trouble} />}
      {newer && (
        <Banner slim tone="info" title={t("newer", { version: newer })}>
          <Link className={classes.link} to={assetHref(info.kind, asset.name, newer)}>
            {t("newerOpen")}
          </Link>
        </Banner>
      )}
      <AssetTabs info={info} asset={asset} />
    </DropArea>
  );
}

export function AssetPage({ kind }: { kind: AssetKind }) {
  const { t } = useTranslation("assets");
  const info = KINDS[kind];
  const { name = "", version } = useParams();
  // Nobody registered these, and nobody can: the names are taken.
  const builtIn = kind === "environments" && isBuiltIn(name);
  const asset = useAsset(kind, name, info.versioned ? (version ?? "latest") : null, !builtIn);
  useBreadcrumb([
    ...(kind === "datastores" ? [{ label: t("data.title"), to: "/data" }] : []),
    { label: t(`${info.area}.title`), to: `/${info.area}` },
    { label: asset.data?.display_name || name },
  ]);
  if (builtIn) return <BuiltInPage name={name} version="1" />;
  if (asset.data) return <Loaded key={asset.data.ref} info={info} asset={asset.data} />;
  if (asset.isPending) return <Skeletons rows={8} />;
  if (asset.error instanceof ApiError && asset.error.status === 404)
    return (
      <EmptyState
        page
        icon={info.icon}
        title={t(info.versioned ? "missing" : "missingPlain", { name, version: version ?? "latest" })}
        actions={<Link to={`/${info.area}`}>{t(`${info.area}.all`)}</Link>}
      >
        {t("missingText")}
      </EmptyState>
    );
  return (
    <div className={classes.page}>
      <ErrorState error={asset.error} what={t("unreadable", { name })} retry={() => void asset.refetch()} />
    </div>
  );
}
