/** A list of names and values, aligned. */
import { Fragment, type ReactNode } from "react";
import classes from "./ui.module.css";

export type KeyValueRow = readonly [key: string, value: ReactNode];

export function KeyValue({ rows }: { rows: readonly (KeyValueRow | false | "" | null | undefined)[] }) {
  return (
    <dl className={classes.keyValue}>
      {rows.map(
        (row) =>
          row && (
            <Fragment key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
