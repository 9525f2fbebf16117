/** What the node is made of: component, version, reuse, command. */
import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CanvasNode, Interface } from "../../graph/types";
import { assetHref } from "../../assets/kinds";
import { useUi } from "../ui";
import { pinned } from "../../graph/upgrade";
import classes from "./inspector.module.css";
import { VersionField } from "./VersionField";

const text = (value: unknown): string =>
  typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value, null, 2);

export function InfoTab({ node, face }: { node: CanvasNode; face: Interface }) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const registered =
    typeof node.component === "string" && node.component.startsWith("azureml:") && face.name && face.version
      ? assetHref("components", face.name, face.version)
      : null;
  const command = text(face.command ?? node.inline?.command);
  const environment = text(face.environment ?? node.inline?.environment);
  const reuse =
    face.is_deterministic === undefined ? "" : t(face.is_deterministic ? "info.reused" : "info.neverReused");
  const rows: [string, string][] = [
    [t("info.component"), typeof node.component === "string" ? node.component : t("info.inline")],
    [t("info.type"), face.type || node.type],
    [t("info.version"), pinned(node.component) ? "" : (face.version ?? "")],
    [t("info.reuse"), reuse],
    [
      t("info.tags"),
      Object.entries(face.tags ?? {})
        .map(([key, value]) => (value ? `${key}: ${value}` : key))
        .join(", "),
    ],
  ];
  return (
    <>
      {face.description && <p className={classes.description}>{face.description}</p>}
      <VersionField node={node} />
      <dl className={classes.facts}>
        {rows.map(
          ([term, words]) =>
            words && (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{words}</dd>
              </div>
            ),
        )}
      </dl>
      {registered && (
        <Anchor component={Link} size="sm" to={registered}>
          {t("info.page")}
        </Anchor>
      )}
      {(face.type || node.type) === "pipeline" && (
        <Anchor component="button" type="button" size="sm" onClick={() => ui.drillInto(node.name)}>
          {t("info.open")}
        </Anchor>
      )}
      {command && (
        <>
          <h3 className={classes.section}>{t("info.command")}</h3>
          <pre className={classes.code}>{command}</pre>
        </>
      )}
      {environment && (
        <>
          <h3 className={classes.section}>{t("info.environment")}</h3>
          <pre className={classes.code}>{environment}</pre>
        </>
      )}
    </>
  );
}
