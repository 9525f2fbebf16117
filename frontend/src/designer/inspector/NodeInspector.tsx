/** The inspector of one node: its name, and four tabs. */
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import { kindIcon } from "../../canvas/kinds";
import { findNode, interfaceOf, isParameter, isResolved, NODE_NAME } from "../../graph/document";
import { isUnbound } from "../../graph/ports";
import { useDesigner, useDoc, useDraft } from "../store";
import { InfoTab } from "./InfoTab";
import classes from "./inspector.module.css";
import { NameField } from "./NameField";
import { ParametersTab } from "./ParametersTab";
import { PortsTab } from "./PortsTab";
import { SettingsTab } from "./SettingsTab";
import { NewerLine } from "./VersionField";

const TABS = ["parameters", "ports", "settings", "info"] as const;

export function NodeInspector({ name }: { name: string }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const [tab, setTab] = useRemembered<string>("inspector.tab", "parameters");
  const node = findNode(doc, name);
  if (!node) return null;
  const face = interfaceOf(node, components, doc.edges);
  const Kind = kindIcon(face.type || node.type);
  const missing = face.inputs.filter((port) => isUnbound(doc, name, port));
  const lacks = {
    parameters: missing.filter((port) => isParameter(port.type)).length,
    ports: missing.filter((port) => !isParameter(port.type)).length,
    settings: 0,
    info: 0,
  };
  const content = {
    parameters: <ParametersTab node={node} face={face} />,
    ports: <PortsTab node={node} face={face} />,
    settings: <SettingsTab key={name} node={node} />,
    info: <InfoTab node={node} face={face} />,
  };
  return (
    <>
      <header className={classes.header}>
        <Kind size={18} stroke={1.7} aria-hidden />
        <NameField
          key={name}
          name={name}
          label={t("inspector.nodeName")}
          taken={doc.nodes.map((one) => one.name)}
          pattern={NODE_NAME}
          onRename={(to) => {
            designer.edit([{ kind: "renameNode", args: { from: name, to } }]);
            designer.select([to]);
          }}
        />
      </header>
      <NewerLine node={node} />
      {!isResolved(node, components) && (
        <p className={classes.trouble}>{t("inspector.unresolved", { ref: String(node.component) })}</p>
      )}
      <Tabs
        value={tab}
        onChange={(next) => next && setTab(next)}
        keepMounted={false}
        classNames={{ tab: classes.tab, list: classes.tabs }}
      >
        <Tabs.List aria-label={t("inspector.tabs")}>
          {TABS.map((key) => (
            <Tabs.Tab key={key} value={key} data-testid={`inspector-tab:${key}`}>
              {t(`inspector.${key}`)}
              {lacks[key] > 0 && (
                <span className={classes.lacks} aria-label={t("inspector.lacks", { count: lacks[key] })}>
                  {lacks[key]}
                </span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((key) => (
          <Tabs.Panel key={key} value={key} className={classes.panel}>
            {content[key]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
