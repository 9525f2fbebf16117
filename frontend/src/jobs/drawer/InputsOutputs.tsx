/** What went into a child job and what came out, with a look into each file. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconDownload, IconFile, IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { apiUrl } from "../../api/client";
import { server } from "../../api/server";
import { DataPreview, EmptyState, ErrorState, formatSize, Skeletons } from "../../ui";
import { jobHref, jobPath, type NodeDetail, type NodeInput, type NodeOutput, type PortFile } from "../api";
import classes from "./drawer.module.css";

interface Place {
  job: string;
  path: string;
  port: string;
  side: "input" | "output";
}

function FilePreview({ place, file }: { place: Place; file: string }) {
  const { t } = useTranslation("jobs");
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
  return <DataPreview preview={preview.data} label={t("io.previewOf", { file: file || place.port })} />;
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

function Files({ place, dir = "" }: { place: Place; dir?: string }) {
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

function PortHead({
  name,
  type,
  size,
  files,
}: {
  name: string;
  type: string;
  size?: number | null;
  files?: number | null;
}) {
  const { t } = useTranslation("jobs");
  return (
    <div className={classes.portHead}>
      <strong>{name}</strong>
      <code>{type}</code>
      {typeof files === "number" && <span>{t("io.files", { count: files })}</span>}
      {typeof size === "number" && <span className="num">{formatSize(size)}</span>}
    </div>
  );
}

function Source({ input, job }: { input: NodeInput; job: string }) {
  const { t } = useTranslation("jobs");
  if (!input.from) return input.uri ? <code className={classes.uri}>{input.uri}</code> : null;
  const { path, port } = input.from;
  if (!path) return <span className={classes.note}>{t("io.fromPipeline", { port })}</span>;
  return (
    <span className={classes.note}>
      {t("io.from")} <Link to={jobHref(job, { node: path, tab: "io" })}>{`${path} · ${port}`}</Link>
    </span>
  );
}

const isLiteral = (input: NodeInput) =>
  input.kind === "literal" || (input.value !== undefined && input.value !== null && !input.uri);

function InputPort({ input, job, path }: { input: NodeInput; job: string; path: string }) {
  const { t } = useTranslation("jobs");
  const [open, setOpen] = useState(false);
  return (
    <li className={classes.port}>
      <PortHead name={input.name} type={input.type} size={input.size ?? null} files={input.files ?? null} />
      {isLiteral(input) ? (
        <code className={classes.value}>{String(input.value)}</code>
      ) : (
        <Source input={input} job={job} />
      )}
      {!isLiteral(input) && (
        <>
          <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "io.hide" : "io.show")}
          </button>
          {open && <Files place={{ job, path, port: input.name, side: "input" }} />}
        </>
      )}
    </li>
  );
}

function OutputPort({
  output,
  job,
  path,
  done,
}: {
  output: NodeOutput;
  job: string;
  path: string;
  done: boolean;
}) {
  const { t } = useTranslation("jobs");
  return (
    <li className={classes.port}>
      <PortHead {...output} />
      {done ? (
        <Files place={{ job, path, port: output.name, side: "output" }} />
      ) : (
        <p className={classes.note}>{t("io.notYet")}</p>
      )}
    </li>
  );
}

export function InputsOutputs({ detail, job, done }: { detail: NodeDetail; job: string; done: boolean }) {
  const { t } = useTranslation("jobs");
  const { inputs, outputs, path } = detail;
  if (inputs.length === 0 && outputs.length === 0) return <EmptyState small title={t("io.none")} />;
  return (
    <div className={classes.sections}>
      {outputs.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t("io.outputs")}</h3>
          <ul className={classes.ports}>
            {outputs.map((output) => (
              <OutputPort key={output.name} output={output} job={job} path={path} done={done} />
            ))}
          </ul>
        </section>
      )}
      {inputs.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t("io.inputs")}</h3>
          <ul className={classes.ports}>
            {inputs.map((input) => (
              <InputPort key={input.name} input={input} job={job} path={path} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
