/** The inputs or outputs of a component as a table: type, default, bounds, what it is for. */
import { useTranslation } from "react-i18next";
import type { PortSpec } from "../graph/types";
import classes from "./assets.module.css";

function bounds(port: PortSpec): string {
  const parts: string[] = [];
  if (port.min !== undefined && port.min !== null) parts.push(`≥ ${port.min}`);
  if (port.max !== undefined && port.max !== null) parts.push(`≤ ${port.max}`);
  if (port.enum?.length) parts.push(port.enum.map(String).join(" | "));
  return parts.join(" · ");
}

export function PortTable({ ports, side }: { ports: readonly PortSpec[]; side: "inputs" | "outputs" }) {
  const { t } = useTranslation("assets");
  return (
    <section>
      <h2 className={classes.heading}>{t(`components.${side}`)}</h2>
      {ports.length === 0 && <p className={classes.none}>{t(`components.${side}None`)}</p>}
      {ports.length > 0 && (
        <div className={classes.scrollX}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("column.name")}</th>
                <th scope="col">{t("list.type")}</th>
                {side === "inputs" && <th scope="col">{t("components.default")}</th>}
                {side === "inputs" && <th scope="col">{t("components.limits")}</th>}
                <th scope="col">{t("column.description")}</th>
              </tr>
            </thead>
            <tbody>
              {ports.map((port) => (
                <tr key={port.name}>
                  <th scope="row">
                    <code>{port.name}</code>
                  </th>
                  <td>{port.type}</td>
                  {side === "inputs" && (
                    <td>
                      {port.default !== undefined && port.default !== null ? (
                        <code>{String(port.default)}</code>
                      ) : (
                        <span className={classes.none}>
                          {t(port.optional ? "components.optional" : "components.required")}
                        </span>
                      )}
                    </td>
                  )}
                  {side === "inputs" && <td>{bounds(port)}</td>}
                  <td className={classes.description}>{port.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
