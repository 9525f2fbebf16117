/** A unified diff with the numbers of both sides; each change has its sign besides its colour. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { patchRows, type PatchRow } from "./patch";
import classes from "./ui.module.css";

const SIGNS: Record<PatchRow["kind"], string> = { same: " ", added: "+", removed: "−", hunk: "", note: "" };

export function PatchView({ diff, label }: { diff: string; label: string }) {
  const { t } = useTranslation("pages");
  const rows = useMemo(() => patchRows(diff), [diff]);
  return (
    <div className={classes.patch} tabIndex={0} role="region" aria-label={label}>
      <table>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-kind={row.kind}>
              <td className={classes.lineNumber}>{row.before}</td>
              <td className={classes.lineNumber}>{row.after}</td>
              <td className={classes.sign} aria-hidden>
                {SIGNS[row.kind]}
              </td>
              <td>
                {(row.kind === "added" || row.kind === "removed") && (
                  <span className="visually-hidden">{t(`ui.line.${row.kind}`)} </span>
                )}
                {row.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
