/** What differs between a step and the earlier one nearest to it: the values side by side, the files as diffs. */
import { IconArrowRight, IconFileDiff } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, PatchView, Skeletons } from "../../ui";
import classes from "./drawer.module.css";
import { needsLines, partName, useExplanation, type ExplainFile, type ExplainRow } from "./explain";

const CodeDiff = lazy(() => import("../../ui/CodeDiff"));

export function usePartWords() {
  const { t } = useTranslation("jobs");
  return (part: string) => {
    const { kind, name } = partName(part);
    return [t(`reuse.part.${kind}`, { defaultValue: kind.replaceAll("_", " ") }), name]
      .filter(Boolean)
      .join(" · ");
  };
}

function Value({ text }: { text: string | null }) {
  const { t } = useTranslation("jobs");
  return text === null || text === "" ? <em>{t("reuse.absent")}</em> : <code>{text}</code>;
}

function Row({ row }: { row: ExplainRow }) {
  const { t } = useTranslation("jobs");
  const words = usePartWords();
  return (
    <li data-testid={`differs:${row.part}`}>
      <strong>{words(row.part)}</strong>
      {needsLines(row) ? (
        <Suspense fallback={<Skeletons rows={2} />}>
          <CodeDiff
            before={row.theirs ?? ""}
            after={row.mine ?? ""}
            language={partName(row.part).kind === "command" ? "text" : "yaml"}
            labels={{ before: t("reuse.before"), after: t("reuse.now") }}
          />
        </Suspense>
      ) : (
        <div className={classes.change}>
          <span className="visually-hidden">{t("reuse.before")}: </span>
          <span className={classes.was}>
            <Value text={row.theirs} />
          </span>
          <IconArrowRight size={14} aria-hidden />
          <span className="visually-hidden">{t("reuse.now")}: </span>
          <Value text={row.mine} />
        </div>
      )}
    </li>
  );
}

function File({ file, open }: { file: ExplainFile; open: boolean }) {
  const { t } = useTranslation("jobs");
  return (
    <li data-testid={`differs-file:${file.path}`}>
      <details open={open}>
        <summary className={classes.summary}>
          <IconFileDiff size={14} aria-hidden /> <code>{file.path}</code> {t(`reuse.file.${file.change}`)}
        </summary>
        {file.diff === "" ? (
          <p className={classes.note}>{t("reuse.noText")}</p>
        ) : (
          <PatchView diff={file.diff} label={t("reuse.diffOf", { file: file.path })} />
        )}
      </details>
    </li>
  );
}

/** A digest tells nothing that the files below do not tell better. */
const isDigest = (row: ExplainRow): boolean =>
  [row.mine, row.theirs].every((text) => text === null || /^[0-9a-f]{10,}$/.test(text));

export function Differences({ job, path, version }: { job: string; path: string; version: string }) {
  const { t } = useTranslation("jobs");
  const words = usePartWords();
  const told = useExplanation(job, path, version, true);
  if (told.isPending) return <Skeletons rows={2} label={t("reuse.comparing")} />;
  if (told.isError)
    return <ErrorState error={told.error} what={t("reuse.unreadable")} retry={() => void told.refetch()} />;
  const differing = told.data.rows.filter((row) => !row.same);
  const shown = differing.filter((row) => !isDigest(row));
  const hidden = told.data.files.length > 0 ? [] : differing.filter(isDigest);
  if (differing.length === 0) return null;
  return (
    <div data-testid="reuse-differences">
      <ul className={classes.differences} aria-label={t("reuse.differing")}>
        {shown.map((row) => (
          <Row key={row.part} row={row} />
        ))}
        {hidden.map((row) => (
          <li key={row.part} data-testid={`differs:${row.part}`}>
            <strong>{words(row.part)}</strong> <span className={classes.note}>{t("reuse.content")}</span>
          </li>
        ))}
        {told.data.files.map((file, index) => (
          <File key={file.path} file={file} open={index < 3} />
        ))}
      </ul>
    </div>
  );
}
