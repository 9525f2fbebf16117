/** A folder of code: its files on top, the chosen one below. The owner says how a file is read. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/server";
import { CopyButton } from "./CopyButton";
import { formatSize } from "./format";
import { EmptyState, ErrorState, Skeletons } from "./States";
import classes from "./ui.module.css";

const CodeView = lazy(() => import("./CodeView"));

export type CodeFile = Schemas["CodeFile"];

const LANGUAGES: Record<string, string> = {
  py: "python",
  yml: "yaml",
  yaml: "yaml",
  json: "json",
  ipynb: "json",
};

export function languageOf(path: string): string {
  return LANGUAGES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "text";
}

interface CodeBrowserProps {
  files: readonly CodeFile[];
  queryKey: readonly unknown[];
  read: (path: string) => Promise<{ text: string; language?: string | null }>;
  height?: number | string;
}

export function CodeBrowser({ files, queryKey, read, height = "100%" }: CodeBrowserProps) {
  const { t } = useTranslation("pages");
  const [chosen, setChosen] = useState<string | null>(null);
  const first = files.find((file) => file.path.endsWith(".py")) ?? files[0];
  const path = chosen ?? first?.path ?? "";
  const file = useQuery({
    queryKey: [...queryKey, path],
    queryFn: () => read(path),
    enabled: path !== "",
    staleTime: Infinity,
  });
  if (files.length === 0) return <EmptyState small title={t("ui.noCode")} />;
  return (
    <div className={classes.codeBrowser} style={{ height }}>
      <div className={classes.codeBar}>
        <Select
          aria-label={t("ui.file")}
          data={files.map((one) => ({ value: one.path, label: `${one.path} · ${formatSize(one.size)}` }))}
          value={path}
          allowDeselect={false}
          searchable={files.length > 12}
          onChange={setChosen}
        />
        {file.data && <CopyButton text={file.data.text} />}
      </div>
      <div className={classes.codeBody}>
        {file.isPending && <Skeletons rows={6} />}
        {file.isError && (
          <ErrorState error={file.error} what={t("ui.fileUnreadable")} retry={() => void file.refetch()} />
        )}
        {file.data && (
          <Suspense fallback={<Skeletons rows={6} />}>
            <CodeView text={file.data.text} language={file.data.language || languageOf(path)} label={path} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
