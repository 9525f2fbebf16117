/** The files of an asset: a tree, and beside it the chosen one as code or as a preview. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton, DataPreview, EmptyState, ErrorState, FileTree, languageOf, Skeletons } from "../ui";
import { assetsApi } from "./api";
import classes from "./assets.module.css";
import { Elsewhere } from "./Elsewhere";
import type { KindInfo } from "./kinds";
import type { AssetDetail, AssetFile } from "./types";

const CodeView = lazy(() => import("../ui/CodeView"));

interface Props {
  info: KindInfo;
  asset: AssetDetail;
}

export function Split({
  files,
  first,
  children,
}: {
  files: readonly AssetFile[];
  first: string;
  children: (path: string) => ReactNode;
}) {
  const { t } = useTranslation("assets");
  const [chosen, setChosen] = useState(first);
  const path = files.some((file) => file.path === chosen) ? chosen : first;
  if (files.length === 1) return <div className={classes.single}>{children(path)}</div>;
  return (
    <div className={classes.split}>
      <FileTree files={files} value={path} onChange={setChosen} label={t("files.label")} />
      <div className={classes.splitBody}>{children(path)}</div>
    </div>
  );
}

function CodeFile({ info, asset, path }: Props & { path: string }) {
  const { t } = useTranslation("assets");
  const version = asset.version ?? "";
  const file = useQuery({
    queryKey: ["assets", info.kind, "file", asset.name, version, path],
    queryFn: () => assetsApi.file(info.kind, asset.name, version, path),
    staleTime: Infinity,
  });
  if (file.isPending) return <Skeletons rows={8} />;
  if (file.isError)
    return <ErrorState error={file.error} what={t("files.unreadable")} retry={() => void file.refetch()} />;
  return (
    <>
      <div className={classes.fileBar}>
        <code>{path}</code> <CopyButton text={file.data.text} />
      </div>
      <div className={classes.codeBody}>
        <Suspense fallback={<Skeletons rows={8} />}>
          <CodeView text={file.data.text} language={file.data.language || languageOf(path)} label={path} />
        </Suspense>
      </div>
    </>
  );
}

/** A person who opens code wants the program, not its licence. */
const telling = (files: readonly AssetFile[]): string =>
  (files.find((file) => file.path.endsWith(".py")) ?? files[0])?.path ?? "";

export function CodeTab({ info, asset }: Props) {
  const { t } = useTranslation("assets");
  if (asset.files.length === 0) return <EmptyState small title={t("files.none")} />;
  return (
    <Split files={asset.files} first={telling(asset.files)}>
      {(path) => <CodeFile info={info} asset={asset} path={path} />}
    </Split>
  );
}

function PreviewOf({ asset, path }: { asset: AssetDetail; path: string }) {
  const { t } = useTranslation("assets");
  const version = asset.version ?? "";
  const preview = useQuery({
    queryKey: ["assets", "data", "preview", asset.name, version, path],
    queryFn: ({ signal }) => assetsApi.preview(asset.name, version, path, signal),
    staleTime: 60_000,
  });
  if (preview.isPending) return <Skeletons rows={8} />;
  if (preview.isError)
    return (
      <ErrorState error={preview.error} what={t("files.noPreview")} retry={() => void preview.refetch()} />
    );
  return <DataPreview preview={preview.data} label={path || asset.name} />;
}

const SHOWABLE = /\.(csv|tsv|parquet|jsonl?|png|jpe?g|gif|svg|txt|md|ya?ml)$/i;

const MLTABLE = "MLTable";

export function PreviewTab({ asset }: { asset: AssetDetail }) {
  const { files } = asset;
  if (files.length === 0)
    return (
      <Elsewhere asset={asset}>
        <div className={classes.previewBody} data-testid="data-preview">
          <PreviewOf asset={asset} path={asset.type === "mltable" ? MLTABLE : ""} />
        </div>
      </Elsewhere>
    );
  // The file that says what the table is made of shows the table itself.
  const table = asset.type === "mltable" ? files.find((file) => file.path === MLTABLE) : undefined;
  const first = (table ?? files.find((file) => SHOWABLE.test(file.path)) ?? files[0])?.path ?? "";
  return (
    <Split files={files} first={first}>
      {(path) => (
        <div className={classes.previewBody} data-testid="data-preview">
          <PreviewOf asset={asset} path={path} />
        </div>
      )}
    </Split>
  );
}
