/** Looks into a file: tables with types, pictures, JSON, text. Gives no file a chance to run anything. */
import { useTranslation } from "react-i18next";
import { formatCount, formatSize } from "./format";
import {
  cellText,
  isNumeric,
  jsonParts,
  type ImagePreview,
  type Preview,
  type TablePreview,
  type TextPreview,
} from "./previews";
import classes from "./ui.module.css";

function TableView({ preview, label }: { preview: TablePreview; label: string }) {
  const { t, i18n } = useTranslation("pages");
  const numeric = preview.columns.map((column) => isNumeric(column.type));
  const count = (value: number) => formatCount(value, i18n.language);
  const shown = t("ui.rowsShown", { shown: count(preview.rows.length) });
  return (
    <>
      <div className={classes.tableWrap} tabIndex={0} role="region" aria-label={label}>
        <table className={classes.table}>
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                <th
                  key={`${index}:${column.name}`}
                  scope="col"
                  className={numeric[index] ? classes.number : undefined}
                >
                  {column.name}
                  <span className={classes.columnType}>{column.type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, at) => (
                  <td
                    key={at}
                    className={numeric[at] ? classes.number : undefined}
                    title={cellText(value) ?? undefined}
                  >
                    {cellText(value) ?? <span className={classes.empties}>{t("ui.emptyCell")}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.caption}>
        <span>
          {preview.total_rows === null
            ? shown
            : t("ui.rowsOf", { shown: count(preview.rows.length), total: count(preview.total_rows) })}
        </span>
        <span>{t("ui.columns", { count: preview.columns.length })}</span>
      </div>
    </>
  );
}

function TextView({ preview, label }: { preview: TextPreview; label: string }) {
  const { t } = useTranslation("pages");
  const kinds = {
    key: classes.jsonKey,
    text: classes.jsonText,
    number: classes.jsonNumber,
    plain: undefined,
  };
  return (
    <>
      <pre className={classes.pre} tabIndex={0} aria-label={label}>
        {preview.kind === "json"
          ? jsonParts(preview.text).map((part, index) => (
              <span key={index} className={kinds[part.kind]}>
                {part.text}
              </span>
            ))
          : preview.text}
      </pre>
      {preview.truncated && <div className={classes.caption}>{t("ui.truncated")}</div>}
    </>
  );
}

function ImageView({ preview, label }: { preview: ImagePreview; label: string }) {
  const size = preview.width && preview.height ? { width: preview.width, height: preview.height } : {};
  return (
    <a href={preview.href} target="_blank" rel="noreferrer">
      <img className={classes.picture} src={preview.href} alt={label} loading="lazy" {...size} />
    </a>
  );
}

export function DataPreview({ preview, label }: { preview: Preview; label: string }) {
  const { t } = useTranslation("pages");
  if (preview.kind === "table") return <TableView preview={preview} label={label} />;
  if (preview.kind === "image") return <ImageView preview={preview} label={label} />;
  if (preview.kind === "binary") {
    return <div className={classes.caption}>{t("ui.binary", { size: formatSize(preview.size) })}</div>;
  }
  return <TextView preview={preview} label={label} />;
}
