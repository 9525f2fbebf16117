/** What lies in a datastore: folder by folder; any place in it can become a data asset. */
import { Button } from "@mantine/core";
import { IconDatabasePlus, IconFile, IconFolder, IconFolderOpen } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { CopyButton, EmptyState, ErrorState, formatSize, RelativeTime, Skeletons } from "../../ui";
import classes from "../assets.module.css";
import { registerHref } from "../registerPath";
import { useListing, type StoreAsset, type StoreEntry } from "./api";
import { addressIn, crumbsOf } from "./forms";

/** The server lists no more of one folder. */
const MOST = 2000;

function UseButton({ store, path, isDir }: { store: string; path: string; isDir: boolean }) {
  const { t } = useTranslation("assets");
  const name = path.split("/").filter(Boolean).at(-1) ?? store;
  return (
    <Button
      component={Link}
      to={registerHref("data", {
        path: addressIn(store, path),
        name,
        type: isDir ? "uri_folder" : "uri_file",
      })}
      variant="subtle"
      size="compact-xs"
      leftSection={<IconDatabasePlus size={14} aria-hidden />}
      aria-label={t("browse.useNamed", { name })}
    >
      {t("browse.use")}
    </Button>
  );
}

function Row({
  asset,
  entry,
  folder,
  onOpen,
}: {
  asset: StoreAsset;
  entry: StoreEntry;
  folder: string;
  onOpen: (path: string) => void;
}) {
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  const Icon = entry.is_dir ? IconFolder : IconFile;
  return (
    <tr data-testid={`entry:${entry.name}`}>
      <th scope="row">
        <span className={classes.nameCell}>
          <Icon size={15} stroke={1.6} aria-hidden className={classes.nameIcon} />
          {entry.is_dir ? (
            <button type="button" className={classes.linkButton} onClick={() => onOpen(path)}>
              {entry.name}
            </button>
          ) : (
            entry.name
          )}
        </span>
      </th>
      <td className={classes.number}>{entry.size === null || entry.is_dir ? "" : formatSize(entry.size)}</td>
      <td className={classes.number}>
        {entry.modified !== null && <RelativeTime time={new Date(entry.modified * 1000).toISOString()} />}
      </td>
      <td className={classes.number}>
        <UseButton store={asset.name} path={path} isDir={entry.is_dir} />
      </td>
    </tr>
  );
}

function Where({ asset, path, onOpen }: { asset: StoreAsset; path: string; onOpen: (path: string) => void }) {
  const { t } = useTranslation("assets");
  const crumbs = crumbsOf(path);
  const address = addressIn(asset.name, path);
  return (
    <nav className={classes.browseBar} aria-label={t("browse.where")}>
      <IconFolderOpen size={15} aria-hidden />
      <button type="button" className={classes.linkButton} onClick={() => onOpen("")} disabled={path === ""}>
        {asset.name}
      </button>
      {crumbs.map((crumb, at) => (
        <span key={crumb.path} className={classes.inline}>
          <span aria-hidden>/</span>
          <button
            type="button"
            className={classes.linkButton}
            aria-current={at === crumbs.length - 1 ? "page" : undefined}
            onClick={() => onOpen(crumb.path)}
          >
            {crumb.name}
          </button>
        </span>
      ))}
      <span className={classes.spacer} />
      <CopyButton text={address} label={t("browse.copy")} />
      {path !== "" && <UseButton store={asset.name} path={path} isDir />}
    </nav>
  );
}

export function BrowseTab({ asset }: { asset: StoreAsset }) {
  const { t } = useTranslation("assets");
  const [params, setParams] = useSearchParams();
  const path = params.get("path") ?? "";
  const listing = useListing(asset.name, path);
  const open = (next: string) => setParams({ tab: "browse", ...(next ? { path: next } : {}) });
  const entries = [...(listing.data?.entries ?? [])].sort(
    (a, b) => Number(b.is_dir) - Number(a.is_dir) || a.name.localeCompare(b.name),
  );
  return (
    <>
      <Where asset={asset} path={path} onOpen={open} />
      {listing.isPending && <Skeletons rows={6} />}
      {listing.isError && (
        <ErrorState
          error={listing.error}
          what={t("browse.unreadable")}
          retry={() => void listing.refetch()}
        />
      )}
      {listing.data && entries.length === 0 && (
        <EmptyState small icon={IconFolder} title={t("browse.empty")}>
          {t("browse.emptyText")}
        </EmptyState>
      )}
      {entries.length > 0 && (
        <div className={classes.scrollX}>
          <table className={classes.table} data-testid="browse">
            <thead>
              <tr>
                <th scope="col">{t("column.name")}</th>
                <th scope="col" className={classes.number}>
                  {t("column.size")}
                </th>
                <th scope="col" className={classes.number}>
                  {t("browse.modified")}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row key={entry.name} asset={asset} entry={entry} folder={path} onOpen={open} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {entries.length >= MOST && <p className={classes.quiet}>{t("browse.truncated")}</p>}
    </>
  );
}
