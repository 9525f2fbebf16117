/** Assets as rows. Only the rows in sight are drawn; the end of the list asks for more. */
import { IconArchive } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { RelativeTime } from "../ui";
import classes from "./assets.module.css";
import { BuildCell } from "./environments/BuiltIn";
import { assetHref, type Column, type KindInfo } from "./kinds";
import { EnabledWord, NextTime } from "./Schedule";
import { LabelList, TagList } from "./Tags";
import type { Asset } from "./types";

type ComputeLoad = Asset & { running?: number; queued?: number };

const NUMBERS: readonly Column[] = ["version", "created", "next", "deployments"];

/** How big a compute is, from what its file says. */
function size(spec: Record<string, unknown>): string {
  const { size: machine, min_instances: least, max_instances: most } = spec;
  const count = most === undefined ? "" : `${String(least ?? 0)} – ${String(most)}`;
  return [machine, count].filter(Boolean).map(String).join(" · ");
}

function TypeWord({ type }: { type: string }) {
  const { t } = useTranslation("assets");
  return <>{t(`type.${type}`, { defaultValue: type })}</>;
}

function Load({ asset }: { asset: ComputeLoad }) {
  const { t } = useTranslation("assets");
  if (asset.running === undefined) return null;
  return <span className="num">{t("load.cell", { running: asset.running, queued: asset.queued ?? 0 })}</span>;
}

function Cell({ info, asset, column }: { info: KindInfo; asset: Asset; column: Column }) {
  const { t } = useTranslation("assets");
  if (column === "type") return <TypeWord type={asset.type} />;
  if (column === "description")
    return (
      <span className={classes.clamp} title={asset.description ?? ""}>
        {asset.description}
      </span>
    );
  if (column === "tags") return <TagList info={info} tags={asset.tags} />;
  if (column === "state") return <EnabledWord enabled={asset.enabled !== false} />;
  if (column === "next") return <NextTime asset={asset} />;
  if (column === "deployments") return <span className="num">{asset.deployments?.length ?? 0}</span>;
  if (column === "build") return <BuildCell name={asset.name} version={asset.version} />;
  if (column === "load") return <Load asset={asset} />;
  if (column === "size") return <span className="num">{size(asset.spec)}</span>;
  if (column === "created") return <RelativeTime time={asset.created} />;
  if (column === "version")
    return (
      <>
        <span className={classes.versionCell}>
          <LabelList labels={asset.labels.filter((label) => label !== "latest")} />
          {asset.version}
        </span>
        {asset.versions.length > 1 && (
          <span className={classes.sub}>{t("list.versions", { count: asset.versions.length })}</span>
        )}
      </>
    );
  return null;
}

function Name({ info, asset }: { info: KindInfo; asset: Asset }) {
  const { t } = useTranslation("assets");
  const Icon = info.icon;
  const title = asset.display_name || asset.name;
  return (
    <div className={classes.nameCell}>
      <Icon size={16} stroke={1.6} aria-hidden className={classes.nameIcon} />
      <div className={classes.nameText}>
        <Link to={assetHref(info.kind, asset.name, asset.latest ?? asset.version)} title={title}>
          {title}
        </Link>
        {title !== asset.name && <span className={classes.sub}>{asset.name}</span>}
      </div>
      {asset.archived && (
        <span className={classes.archived}>
          <IconArchive size={12} aria-hidden /> {t("archived")}
        </span>
      )}
    </div>
  );
}

interface AssetTableProps {
  info: KindInfo;
  items: readonly Asset[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function AssetTable({ info, items, hasMore, loadingMore, onMore }: AssetTableProps) {
  const { t } = useTranslation("assets");
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 45,
    overscan: 12,
    getItemKey: (index) => items[index]?.name ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const nearEnd = items.length > 0 && last >= items.length - 20;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) onMore();
  }, [nearEnd, hasMore, loadingMore, onMore]);
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const span = info.columns.length + 1;
  return (
    <div ref={box} className={classes.tableBox} data-testid="asset-list">
      <table className={classes.table} aria-rowcount={hasMore ? -1 : items.length + 1}>
        <thead>
          <tr>
            <th scope="col">{t("column.name")}</th>
            {info.columns.map((column) => (
              <th
                key={column}
                scope="col"
                data-column={column}
                className={NUMBERS.includes(column) ? classes.number : undefined}
              >
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden>
              <td colSpan={span} style={{ height: above, padding: 0 }} />
            </tr>
          )}
          {shown.map(({ index, key }) => {
            const asset = items[index];
            if (!asset) return null;
            return (
              <tr
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                data-testid={`asset:${asset.name}`}
              >
                <th scope="row">
                  <Name info={info} asset={asset} />
                </th>
                {info.columns.map((column) => (
                  <td
                    key={column}
                    data-column={column}
                    className={NUMBERS.includes(column) ? classes.number : undefined}
                  >
                    <Cell info={info} asset={asset} column={column} />
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && (
            <tr aria-hidden>
              <td colSpan={span} style={{ height: below, padding: 0 }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
