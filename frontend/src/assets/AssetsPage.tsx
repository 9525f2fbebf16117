/** The list of one kind of asset: found by words, type and tag; files dropped on it are registered. */
import { Button, Code, Select, Switch, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useSearchParams } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import { CopyButton, EmptyState, ErrorState, Skeletons, useStable, useTyped } from "../ui";
import { NO_FILTER, useAssets } from "./api";
import classes from "./assets.module.css";
import { AssetTable } from "./AssetTable";
import { NewStore } from "./datastores/NewStore";
import { BuiltIn } from "./environments/BuiltIn";
import { KINDS, type KindInfo } from "./kinds";
import { DropArea, Outcomes, RegisterButton, useRegistering, type Registering } from "./Register";
import { RegisterPath } from "./RegisterPath";
import { isFiltered, readFilter, tagChips, tagWords, writeFilter } from "./tags";
import type { Asset, AssetFilter, AssetKind } from "./types";

/** The filter lives in the address, so that a list can be shared and found again. */
function useFilter() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const set = (change: Partial<AssetFilter>) =>
    setParams(writeFilter({ ...filter, ...change }), { replace: true });
  return { filter, set };
}

type FilterState = ReturnType<typeof useFilter>;

function Filters({ info, filter, set, items }: FilterState & { info: KindInfo; items: readonly Asset[] }) {
  const { t } = useTranslation("assets");
  const [search, setSearch] = useTyped(filter.search, (value) => set({ search: value }));
  const types = useMemo(
    () => [...new Set([...info.types, ...items.map((one) => one.type).filter(Boolean)])],
    [info, items],
  );
  return (
    <>
      <TextInput
        aria-label={t(`${info.area}.search`)}
        placeholder={t(`${info.area}.search`)}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        data-testid="asset-search"
        onChange={(event) => setSearch(event.currentTarget.value)}
        w="clamp(120px, 14vw, 210px)"
      />
      {info.types.length > 0 && (
        <Select
          aria-label={t("list.type")}
          placeholder={t("list.anyType")}
          data={types.map((type) => ({ value: type, label: t(`type.${type}`, { defaultValue: type }) }))}
          value={filter.type || null}
          onChange={(type) => set({ type: type ?? "" })}
          clearable
          w="clamp(110px, 10vw, 150px)"
        />
      )}
      <Switch
        label={t("list.showArchived")}
        checked={filter.archived !== "exclude"}
        onChange={(event) => set({ archived: event.currentTarget.checked ? "include" : "exclude" })}
      />
    </>
  );
}

function Chips({ filter, set, items }: FilterState & { items: readonly Asset[] }) {
  const { t } = useTranslation("assets");
  const chips = tagChips(items, filter.tags);
  if (chips.length === 0) return null;
  const toggle = (chip: string) =>
    set({
      tags: filter.tags.includes(chip) ? filter.tags.filter((one) => one !== chip) : [...filter.tags, chip],
    });
  return (
    <div className={classes.filterChips} role="group" aria-label={t("list.byTag")}>
      {chips.map((chip) => (
        <button
          key={chip}
          type="button"
          className={classes.chip}
          aria-pressed={filter.tags.includes(chip)}
          onClick={() => toggle(chip)}
        >
          {tagWords(chip)}
          {filter.tags.includes(chip) && <IconX size={11} aria-hidden />}
        </button>
      ))}
    </div>
  );
}

/** Who has none is told what it is, how to make one, and gets a button. */
function Teaching({ info, registering }: { info: KindInfo; registering: Registering }) {
  const { t } = useTranslation("assets");
  return (
    <EmptyState
      icon={info.icon}
      title={t(`${info.area}.empty`)}
      actions={<RegisterButton registering={registering} />}
    >
      <p className={classes.teach}>{t(`${info.area}.what`)}</p>
      <Code block p={12} className={classes.example}>
        {info.example}
      </Code>
      <p className={classes.cli}>
        <code>{info.cli}</code> <CopyButton text={info.cli} label={t("list.copyCommand")} />
      </p>
    </EmptyState>
  );
}

/** Data assets and the places they lie in are one area; environments and what stands in for them another. */
const AREA_TABS: Partial<Record<AssetKind, readonly (readonly [to: string, words: string])[]>> = {
  data: [
    ["/data", "data.tab"],
    ["/datastores", "datastores.tab"],
    ["/settings/paths", "data.pathsTab"],
  ],
  environments: [
    ["/environments", "environments.title"],
    ["/settings/rules", "environments.rulesTab"],
  ],
};

function AreaTabs({ kind }: { kind: AssetKind }) {
  const { t } = useTranslation("assets");
  const area = kind === "datastores" ? "data" : kind;
  const tabs = AREA_TABS[area];
  if (!tabs) return null;
  return (
    <nav className={classes.areaTabs} aria-label={t(`${area}.tabs`)}>
      {tabs.map(([to, words]) => (
        <NavLink key={to} to={to} end>
          {t(words)}
        </NavLink>
      ))}
    </nav>
  );
}

/** What the list of a kind offers beside registering files. */
function Offers({ kind }: { kind: AssetKind }) {
  if (kind === "data" || kind === "models") return <RegisterPath kind={kind} />;
  if (kind === "datastores") return <NewStore />;
  return null;
}

export function AssetsPage({ kind }: { kind: AssetKind }) {
  const { t } = useTranslation("assets");
  const info = KINDS[kind];
  const inData = kind === "data" || kind === "datastores";
  useBreadcrumb([
    ...(kind === "datastores" ? [{ label: t("data.title"), to: "/data" }] : []),
    { label: t(`${info.area}.title`) },
  ]);
  const state = useFilter();
  const assets = useAssets(kind, state.filter);
  const items = useMemo(() => assets.data?.pages.flatMap((page) => page.items) ?? [], [assets.data]);
  const registering = useRegistering(info);
  const filtered = isFiltered(state.filter);
  const onMore = useStable(() => void assets.fetchNextPage());
  return (
    <DropArea info={info} registering={registering} className={classes.listPage}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t(inData ? "data.title" : `${info.area}.title`)}</h1>
        <Filters info={info} items={items} {...state} />
        <Offers kind={kind} />
        <RegisterButton
          registering={registering}
          primary={kind !== "datastores"}
          folders={kind !== "datastores"}
        />
      </div>
      <AreaTabs kind={kind} />
      <Chips items={items} {...state} />
      <Outcomes info={info} registering={registering} />
      {kind === "environments" && <BuiltIn />}
      {assets.isPending && <Skeletons rows={8} />}
      {assets.isError && (
        <ErrorState
          error={assets.error}
          what={t(`${info.area}.unreadable`)}
          retry={() => void assets.refetch()}
        />
      )}
      {assets.data && items.length === 0 && !filtered && <Teaching info={info} registering={registering} />}
      {assets.data && items.length === 0 && filtered && (
        <EmptyState
          icon={IconSearch}
          title={t("list.nothingFits")}
          actions={
            <Button variant="default" onClick={() => state.set(NO_FILTER)}>
              {t("list.clear")}
            </Button>
          }
        />
      )}
      {items.length > 0 && (
        <AssetTable
          info={info}
          items={items}
          hasMore={assets.hasNextPage}
          loadingMore={assets.isFetchingNextPage}
          onMore={onMore}
        />
      )}
    </DropArea>
  );
}
