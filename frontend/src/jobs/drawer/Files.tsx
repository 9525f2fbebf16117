/** The files of an input or output, each opened where it is listed: as rows, as columns, as text or picture. */
import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconDownload, IconFile, IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import { server } from "../../api/server";
import { ColumnProfile, DataPreview, ErrorState, formatSize, Skeletons, type DataProfile } from "../../ui";
import { jobPath, type PortFile } from "../api";
import classes from "./drawer.module.css";

export interface Place {
  job: string;
  path: string;
  port: string;
  side: "input" | "output";
}

function Columns({ place, file }: { place: Place; file: string }) {
  const { t } = useTranslation("jobs");
  const query = { path: place.path, port: place.port, side: place.side, file };
  const profile = useQuery({
    queryKey: ["job", place.job, "profile", query],
    queryFn: async () =>
      (await server.get("jobs/{name}/profile", { path: { name: place.job }, query })) as DataProfile,
    staleTime: 60_000,
  });
  if (profile.isPending) return <Skeletons rows={4} label={t("io.profiling")} />;
  if (profile.isError)
    return <ErrorState error={profile.error} what={t("io.noProfile")} retry={() => void profile.refetch()} />;
  return <ColumnProfile profile={profile.data} label={t("io.profileOf", { file: file || place.port })} />;
}

function FilePreview({ place, file }: { place: Place; file: string }) {
  const { t } = useTranslation("jobs");
  const [look, setLook] = useState<"rows" | "columns">("rows");
  const query = { path: place.path, port: place.port, side: place.side, file };
  const preview = useQuery({
    queryKey: ["job", place.job, "preview", query],
    queryFn: () =>
      server.get("jobs/{name}/preview", { path: { name: place.job }, query: { ...query, rows: 50 } }),
    staleTime: 60_000,
  });
  if (preview.isPending) return <Skeletons rows={3} />;
  if (preview.isError)
    return <ErrorState error={preview.error} what={t("io.noPreview")} retry={() => void preview.refetch()} />;
  const label = t("io.previewOf", { file: file || place.port });
  if (preview.data.kind !== "table") return <DataPreview preview={preview.data} label={label} />;
  return (
    <>
      <SegmentedControl
        size="xs"
        mb={6}
        aria-label={t("io.lookAt")}
        value={look}
        onChange={(next) => setLook(next as "rows" | "columns")}
        data={[
          { value: "rows", label: t("io.rows") },
          { value: "columns", label: t("io.columns") },
        ]}
      />
      {look === "rows" ? (
        <DataPreview preview={preview.data} label={label} />
      ) : (
        <Columns place={place} file={file} />
      )}
    </>
  );
}

function FileRow({
  place,
  entry,
  open,
  onToggle,
}: {
  place: Place;
  entry: PortFile;
  open: boolean;
  onToggle: () => void;
}) {
  const { t } = useTranslation("jobs");
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const href = apiUrl(`${jobPath(place.job)}/raw`, {
    path: place.path,
    port: place.port,
    side: place.side,
    file: entry.path,
  });
  return (
    <li>
      <div className={classes.fileRow}>
        <button type="button" className={classes.fileButton} aria-expanded={open} onClick={onToggle}>
          <Chevron size={14} aria-hidden />
          {entry.is_dir ? <IconFolder size={15} aria-hidden /> : <IconFile size={15} aria-hidden />}
          <span className={classes.fileName}>{entry.name}</span>
        </button>
        {!entry.is_dir && <span className={classes.fileSize}>{formatSize(entry.size)}</span>}
        {!entry.is_dir && (
          <Tooltip label={t("io.download")}>
            <ActionIcon
              size="sm"
              component="a"
              href={href}
              download={entry.name}
              aria-label={t("io.downloadFile", { file: entry.name })}
            >
              <IconDownload size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {open && (
        <div className={classes.fileBody}>
          {entry.is_dir ? (
            <Files place={place} dir={entry.path} />
          ) : (
            <FilePreview place={place} file={entry.path} />
          )}
        </div>
      )}
    </li>
  );
}

const TELLING = /\.(png|jpe?g|svg|csv|tsv|parquet|json|txt|md|ya?ml)$/i;

/** Opens by itself the one file that tells most. */
function mostTelling(entries: readonly PortFile[]): string | null {
  const files = entries.filter((entry) => !entry.is_dir);
  return (
    (files.find((entry) => TELLING.test(entry.name)) ?? (files.length === 1 ? files[0] : undefined))?.path ??
    null
  );
}

export function Files({ place, dir = "" }: { place: Place; dir?: string }) {
  const { t } = useTranslation("jobs");
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const query = { path: place.path, port: place.port, side: place.side, dir };
  const files = useQuery({
    queryKey: ["job", place.job, "files", query],
    queryFn: () => server.get("jobs/{name}/files", { path: { name: place.job }, query }),
    staleTime: 30_000,
  });
  if (files.isPending) return <Skeletons rows={2} />;
  if (files.isError)
    return <ErrorState error={files.error} what={t("io.noFiles")} retry={() => void files.refetch()} />;
  const { entries } = files.data;
  if (entries.length === 0) return <p className={classes.note}>{t("io.empty")}</p>;
  const first = dir === "" && place.side === "output" ? mostTelling(entries) : null;
  return (
    <ul className={classes.files}>
      {entries.map((entry) => {
        const open = toggled[entry.path] ?? entry.path === first;
        return (
          <FileRow
            key={entry.path}
            place={place}
            entry={entry}
            open={open}
            onToggle={() => setToggled((before) => ({ ...before, [entry.path]: !open }))}
          />
        );
      })}
    </ul>
  );
}
