/** All registered components: found by name, type and tag. */
import { Autocomplete, Button, Select, TextInput } from "@mantine/core";
import { IconPackages, IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBreadcrumb } from "../app/breadcrumb";
import list from "../jobs/list/list.module.css";
import { EmptyState, ErrorState, RelativeTime, Skeletons } from "../ui";
import { componentHref, useComponents, type ComponentFilter, type ComponentSummary } from "./api";
import classes from "./components.module.css";

const NO_FILTER: ComponentFilter = { search: "", type: "", tag: "" };

function Row({ component }: { component: ComponentSummary }) {
  const { t } = useTranslation("pages");
  const tags = Object.entries(component.tags ?? {});
  return (
    <tr data-testid={`component:${component.name}`}>
      <th scope="row" className={list.name}>
        <Link to={componentHref(component.name, component.latest || component.version)}>
          {component.display_name || component.name}
        </Link>
        <span className={list.sub}>{component.name}</span>
      </th>
      <td>{t(`components.kind.${component.type}`, { defaultValue: component.type })}</td>
      <td className={classes.description}>{component.description}</td>
      <td>
        {tags.slice(0, 3).map(([key, value]) => (
          <span key={key} className={classes.tag}>
            {value ? `${key}: ${value}` : key}
          </span>
        ))}
      </td>
      <td className={list.number}>
        {component.latest || component.version}
        {component.versions.length > 1 && (
          <span className={list.sub}>{t("components.versionsN", { count: component.versions.length })}</span>
        )}
      </td>
      <td className={list.number}>
        <RelativeTime time={component.created} />
      </td>
    </tr>
  );
}

function Table({ items }: { items: readonly ComponentSummary[] }) {
  const { t } = useTranslation("pages");
  return (
    <div className={list.wrap}>
      <table className={list.table}>
        <thead>
          <tr>
            <th scope="col">{t("components.name")}</th>
            <th scope="col">{t("components.type")}</th>
            <th scope="col">{t("components.description")}</th>
            <th scope="col">{t("components.tags")}</th>
            <th scope="col" className={list.number}>
              {t("components.version")}
            </th>
            <th scope="col" className={list.number}>
              {t("components.created")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((component) => (
            <Row key={component.name} component={component} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function ComponentsPage() {
  const { t } = useTranslation("pages");
  useBreadcrumb([{ label: t("components.title") }]);
  const [filter, setFilter] = useState(NO_FILTER);
  const components = useComponents(useDeferredValue(filter));
  const items = components.data ?? [];
  const types = useMemo(
    () => [...new Set(["command", "pipeline", ...(components.data ?? []).map((one) => one.type)])],
    [components.data],
  );
  const tags = useMemo(
    () => [...new Set((components.data ?? []).flatMap((one) => Object.keys(one.tags ?? {})))].sort(),
    [components.data],
  );
  const filtered = Object.values(filter).some(Boolean);
  const set = (change: Partial<ComponentFilter>) => setFilter((before) => ({ ...before, ...change }));
  return (
    <div className={list.page}>
      <div className={list.top}>
        <h1 className={list.title}>{t("components.title")}</h1>
        <TextInput
          aria-label={t("components.search")}
          placeholder={t("components.search")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={filter.search}
          onChange={(event) => set({ search: event.currentTarget.value })}
          w={220}
        />
        <Select
          aria-label={t("components.type")}
          placeholder={t("components.anyType")}
          data={types.map((type) => ({
            value: type,
            label: t(`components.kind.${type}`, { defaultValue: type }),
          }))}
          value={filter.type || null}
          onChange={(type) => set({ type: type ?? "" })}
          clearable
          w={150}
        />
        <Autocomplete
          aria-label={t("components.tag")}
          placeholder={t("components.tag")}
          size="xs"
          data={tags}
          value={filter.tag}
          onChange={(tag) => set({ tag })}
          clearable
          w={140}
        />
      </div>
      {components.isPending && <Skeletons rows={8} />}
      {components.isError && (
        <ErrorState
          error={components.error}
          what={t("components.unreadable")}
          retry={() => void components.refetch()}
        />
      )}
      {components.data && items.length === 0 && (
        <EmptyState
          icon={IconPackages}
          title={t(filtered ? "components.nothingFits" : "components.empty")}
          actions={
            filtered && (
              <Button variant="default" onClick={() => setFilter(NO_FILTER)}>
                {t("components.clear")}
              </Button>
            )
          }
        >
          {!filtered && t("components.emptyText")}
        </EmptyState>
      )}
      {items.length > 0 && <Table items={items} />}
    </div>
  );
}
