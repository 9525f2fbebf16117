/** What is in each column of a table: type, empty cells, range and distribution. A row opens for the details. */
import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "./format";
import {
  barsOf,
  cellOf,
  formatShare,
  highest,
  shareOf,
  type Bar,
  type ColumnFacts,
  type DataProfile,
} from "./profile";
import classes from "./profile.module.css";

function useWords() {
  const { t, i18n } = useTranslation("pages");
  const language = i18n.language;
  return { t, language, count: (value: number) => formatCount(value, language) };
}

const WIDTH = 116;
const HEIGHT = 26;

/** A picture small enough for a row; its words say what it shows. */
export function MiniBars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const { count } = useWords();
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.min(18, Math.max(1, step - 1));
  return (
    <svg className={classes.bars} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      {bars.map((bar, index) => (
        <rect
          key={index}
          x={index * step}
          width={width}
          y={HEIGHT - bar.height * (HEIGHT - 1)}
          height={Math.max(0, bar.height * (HEIGHT - 1))}
          rx={1}
        >
          <title>{`${bar.label}: ${count(bar.count)}`}</title>
        </rect>
      ))}
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
    </svg>
  );
}

/** The same bars as rows with their numbers. */
function BarTable({ bars, rows, title }: { bars: readonly Bar[]; rows: number; title: string }) {
  const { t, language, count } = useWords();
  return (
    <table className={classes.barTable}>
      <caption>{title}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t("ui.profile.value")}</th>
          <th scope="col">{t("ui.profile.share")}</th>
          <th scope="col">{t("ui.profile.count")}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar, index) => (
          <tr key={index}>
            <th scope="row" title={bar.label}>
              {bar.label}
            </th>
            <td className={classes.barCell}>
              {bar.count > 0 && <span className={classes.bar} style={{ width: `${bar.share * 100}%` }} />}
              <span className="visually-hidden">{formatShare(shareOf(bar.count, rows), language)}</span>
            </td>
            <td className={classes.number}>{count(bar.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Nulls({ column, rows }: { column: ColumnFacts; rows: number }) {
  const { t, language, count } = useWords();
  if (column.nulls === 0) return <span className={classes.quiet}>{t("ui.profile.none")}</span>;
  const share = shareOf(column.nulls, rows);
  return (
    <span
      className={classes.nulls}
      title={t("ui.profile.nullsOf", { nulls: count(column.nulls), rows: count(rows) })}
    >
      <span className={classes.gauge} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      {formatShare(share, language)}
    </span>
  );
}

const TYPES = ["integer", "number", "string", "boolean", "datetime", "date"];

function Row({ column, rows }: { column: ColumnFacts; rows: number }) {
  const { t, language, count } = useWords();
  const [open, setOpen] = useState(false);
  const details = useId();
  const bars = barsOf(column, language);
  const most = highest(bars);
  const hasBins = (column.histogram ?? []).length > 0;
  const say = (value: unknown) => cellOf(value, language);
  const range = [say(column.min), say(column.max)];
  const known = TYPES.includes(column.type);
  return (
    <Fragment>
      <tr data-testid={`profile:${column.name}`}>
        <th scope="row">
          <button
            type="button"
            className={classes.name}
            aria-expanded={open}
            aria-controls={details}
            disabled={bars.length === 0}
            onClick={() => setOpen(!open)}
          >
            <IconChevronRight size={13} aria-hidden className={classes.chevron} />
            <span className={classes.nameText} title={column.name}>
              {column.name}
            </span>
          </button>
          <span className={classes.type}>{known ? t(`ui.profile.type.${column.type}`) : column.type}</span>
        </th>
        <td>
          {bars.length > 0 && most && (
            <MiniBars
              bars={bars}
              label={t(hasBins ? "ui.profile.histogramOf" : "ui.profile.topOf", {
                name: column.name,
                most: most.label,
                count: count(most.count),
              })}
            />
          )}
        </td>
        <td className={classes.number}>
          <Nulls column={column} rows={rows} />
        </td>
        <td className={classes.number}>{column.distinct == null ? "–" : count(column.distinct)}</td>
        <td>
          {range[0] === null && range[1] === null ? (
            "–"
          ) : (
            <span className={classes.range} title={range.join(" – ")}>
              {range[0] ?? "?"} – {range[1] ?? "?"}
            </span>
          )}
        </td>
        <td className={classes.number}>
          {column.mean == null ? (
            "–"
          ) : (
            <>
              {say(column.mean)}
              {column.std != null && <span className={classes.quiet}> ± {say(column.std)}</span>}
            </>
          )}
        </td>
      </tr>
      <tr id={details} hidden={!open}>
        <td colSpan={6} className={classes.details}>
          {open && (
            <BarTable
              bars={bars}
              rows={rows}
              title={t(hasBins ? "ui.profile.histogram" : "ui.profile.top", { name: column.name })}
            />
          )}
        </td>
      </tr>
    </Fragment>
  );
}

/** Shared by the page of a data asset and the drawer of a child job; asks no server. */
export function ColumnProfile({ profile, label }: { profile: DataProfile; label: string }) {
  const { t, count } = useWords();
  const total = profile.rows_total;
  const all = total == null || total <= profile.rows;
  return (
    <div data-testid="column-profile">
      <div className={classes.wrap} tabIndex={0} role="region" aria-label={label}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("ui.profile.column")}</th>
              <th scope="col">{t("ui.profile.distribution")}</th>
              <th scope="col" className={classes.number}>
                {t("ui.profile.nulls")}
              </th>
              <th scope="col" className={classes.number}>
                {t("ui.profile.distinct")}
              </th>
              <th scope="col">{t("ui.profile.range")}</th>
              <th scope="col" className={classes.number}>
                {t("ui.profile.mean")}
              </th>
            </tr>
          </thead>
          <tbody>
            {profile.columns.map((column, index) => (
              <Row key={`${index} ${column.name}`} column={column} rows={profile.rows} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.caption}>
        {all
          ? t("ui.profile.rowsAll", { rows: count(profile.rows) })
          : t("ui.profile.rowsOf", { rows: count(profile.rows), total: count(total) })}{" "}
        {t("ui.columns", { count: profile.columns.length })}
      </p>
    </div>
  );
}
