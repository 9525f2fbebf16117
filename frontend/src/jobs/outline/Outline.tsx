/** The tree of a run beside its graph: search, filter, failed first. Draws only the rows in view. */
import { Checkbox, Select, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconRecycle, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { statusLook } from "../../canvas";
import { Duration, EmptyState, StatusBadge, useStable } from "../../ui";
import { STATUS_WORDS, type NodeState } from "../live/types";
import type { StatusFilter } from "../page/RunHeader";
import classes from "./outline.module.css";
import { outlineRows, parentPath } from "./tree";

const ROW = 28;

interface OutlineProps {
  nodes: Record<string, NodeState>;
  selected: string | null;
  filter: StatusFilter;
  onFilter: (filter: StatusFilter) => void;
  onSelect: (path: string) => void;
  onOpen: (path: string) => void;
}

interface RowProps {
  path: string;
  name: string;
  depth: number;
  node: NodeState;
  /** Undefined for a leaf. */
  open: boolean | undefined;
  id: string;
  selected: boolean;
  active: boolean;
  top: number;
  onToggle: (path: string) => void;
  onSelect: (path: string) => void;
  onOpen: (path: string) => void;
}

/** Memoised, with plain values: a run of thousands changes a few rows at a time. */
const Row = memo(function Row(props: RowProps) {
  const { path, name, depth, node, open, id, selected, active, top, onToggle, onSelect, onOpen } = props;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={open}
      className={classes.row}
      data-active={active}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 6 + depth * 14 }}
      onClick={() => onSelect(path)}
      onDoubleClick={() => onOpen(path)}
      title={path}
    >
      <span className={classes.chevron} onClick={(event) => (event.stopPropagation(), onToggle(path))}>
        {open !== undefined && <Chevron size={14} aria-hidden />}
      </span>
      <StatusBadge status={node.status} reused={Boolean(node.reused_from)} compact />
      <span className={classes.name}>{name}</span>
      {node.attempt > 1 && <span className={classes.attempt}>×{node.attempt}</span>}
      {node.reused_from ? (
        <IconRecycle size={13} aria-hidden className={classes.dim} />
      ) : (
        <span className={classes.dim}>
          <Duration start={node.start_time} end={node.end_time} none="" />
        </span>
      )}
    </div>
  );
});

function Filters({
  search,
  onSearch,
  filter,
  onFilter,
  failedFirst,
  onFailedFirst,
}: {
  search: string;
  onSearch: (text: string) => void;
  filter: StatusFilter;
  onFilter: (filter: StatusFilter) => void;
  failedFirst: boolean;
  onFailedFirst: (on: boolean) => void;
}) {
  const { t } = useTranslation(["jobs", "frame"]);
  const choices = [
    ...STATUS_WORDS.map((word) => ({ value: word as string, label: t(`frame:${statusLook(word).key}`) })),
    { value: "reused", label: t("reused") },
  ];
  return (
    <div className={classes.filters}>
      <TextInput
        aria-label={t("outline.search")}
        placeholder={t("outline.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
      <div className={classes.filterRow}>
        <Select
          aria-label={t("outline.status")}
          placeholder={t("outline.anyStatus")}
          data={choices}
          value={filter}
          onChange={(value) => onFilter(value as StatusFilter)}
          clearable
        />
        <Checkbox
          label={t("outline.failedFirst")}
          checked={failedFirst}
          onChange={(event) => onFailedFirst(event.currentTarget.checked)}
        />
      </div>
    </div>
  );
}

export function Outline({ nodes, selected, filter, onFilter, onSelect, onOpen }: OutlineProps) {
  const { t } = useTranslation("jobs");
  const [search, setSearch] = useState("");
  const [failedFirst, setFailedFirst] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(selected);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () => outlineRows(nodes, { search, status: filter, failedFirst, closed }),
    [nodes, search, filter, failedFirst, closed],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    // Rows are there in the first frame already, before the height is known.
    initialRect: { width: 240, height: 600 },
  });
  const at = rows.findIndex((row) => row.path === active);
  useEffect(() => setActive(selected), [selected]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // Only a change of the active row scrolls; a row that moved because the run went on does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [active]);

  const select = useStable(onSelect);
  const openNode = useStable(onOpen);
  const toggle = useStable((path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const go = (index: number) =>
      setActive(rows[Math.max(0, Math.min(rows.length - 1, index))]?.path ?? null);
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "ArrowRight" && row?.hasChildren && !row.open) toggle(row.path);
    else if (event.key === "ArrowLeft" && row) {
      if (row.hasChildren && row.open && !closed.has(row.path)) toggle(row.path);
      else if (parentPath(row.path) !== "") setActive(parentPath(row.path));
    } else if (event.key === "Enter" && row) onOpen(row.path);
    else if (event.key === " " && row) onSelect(row.path);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Filters
        {...{ search, filter, onFilter, failedFirst }}
        onSearch={setSearch}
        onFailedFirst={setFailedFirst}
      />
      {rows.length === 0 && (
        <EmptyState small title={t(Object.keys(nodes).length === 0 ? "outline.none" : "outline.nothing")} />
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        role="tree"
        tabIndex={0}
        aria-label={t("outline.label")}
        aria-activedescendant={at >= 0 ? `outline-${at}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => active === null && setActive(rows[0]?.path ?? null)}
        data-testid="outline"
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            return (
              <Row
                key={row.path}
                id={`outline-${item.index}`}
                path={row.path}
                name={row.name}
                depth={row.depth}
                node={row.node}
                open={row.hasChildren ? row.open : undefined}
                top={item.start}
                selected={row.path === selected}
                active={row.path === active}
                onToggle={toggle}
                onSelect={select}
                onOpen={openNode}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}
