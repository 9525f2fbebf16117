/** The right panel: what is selected, or the pipeline. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readKey } from "../../graph/document";
import { duplicateSelection, removeSelection } from "../clipboard";
import { useDesigner, useDraft } from "../store";
import classes from "./inspector.module.css";
import { NodeInspector } from "./NodeInspector";
import { PipelineInspector } from "./PipelineInspector";
import { PortInspector } from "./PortInspector";

function Many({ count }: { count: number }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  return (
    <div className={classes.panel}>
      <h2 className={classes.title}>{t("inspector.many", { count })}</h2>
      <div className={classes.pair}>
        <Button variant="default" onClick={() => duplicateSelection(designer)}>
          {t("command.duplicate")}
        </Button>
        <Button variant="default" onClick={() => removeSelection(designer)}>
          {t("command.delete")}
        </Button>
      </div>
    </div>
  );
}

export function Inspector() {
  const { t } = useTranslation("designer");
  const selection = useDraft((state) => state.selection);
  const first = selection[0];
  const item = first === undefined ? null : readKey(first);
  return (
    <aside className={classes.inspector} aria-label={t("inspector.label")} data-testid="inspector">
      {!item && <PipelineInspector />}
      {item && selection.length > 1 && <Many count={selection.length} />}
      {item && selection.length === 1 && item.kind === "node" && <NodeInspector name={item.name} />}
      {item && selection.length === 1 && item.kind !== "node" && (
        <PortInspector side={item.kind === "input" ? "inputs" : "outputs"} name={item.name} />
      )}
    </aside>
  );
}
