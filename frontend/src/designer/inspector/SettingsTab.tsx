/** Run settings of a node: where and for how long it runs, and with which environment variables. */
import { Textarea } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CanvasNode, Json } from "../../graph/types";
import { useDesigner, useDraft } from "../store";
import { FieldRow, LiteralField, TextField } from "./fields";
import classes from "./inspector.module.css";
import { linesOf, mapOf } from "./literal";

const isMap = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function Variables({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const id = useId();
  const stored = isMap(node.settings.environment_variables) ? node.settings.environment_variables : {};
  // A line that is not finished yet is no variable, and must not vanish while it is typed.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <FieldRow label={t("settings.variables")} hint={t("settings.variablesHint")} htmlFor={id}>
      <Textarea
        id={id}
        autosize
        minRows={2}
        maxRows={10}
        data-testid="setting:environment_variables"
        classNames={{ input: classes.mono }}
        value={typed ?? linesOf(stored)}
        placeholder="OMP_NUM_THREADS=1"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          const map = mapOf(event.currentTarget.value);
          const value = Object.keys(map).length > 0 ? map : undefined;
          designer.edit(
            [{ kind: "setSetting", args: { node: node.name, path: ["environment_variables"], value } }],
            `variables ${node.name}`,
          );
        }}
        onBlur={() => {
          setTyped(null);
          designer.seal();
        }}
      />
    </FieldRow>
  );
}

export function SettingsTab({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const id = useId();
  const standard = useDraft(({ history }) => {
    const settings = history.doc.job.settings;
    return isMap(settings) && typeof settings.default_compute === "string" ? settings.default_compute : "";
  });
  const set = (path: string[], value?: Json) =>
    designer.edit(
      [{ kind: "setSetting", args: { node: node.name, path, ...(value === undefined ? {} : { value }) } }],
      `${path.join(".")} ${node.name}`,
    );
  if (node.type === "pipeline") return <p className={classes.nothing}>{t("settings.ofPipeline")}</p>;
  const { compute, limits } = node.settings;
  const timeout = isMap(limits) && typeof limits.timeout === "number" ? limits.timeout : undefined;
  return (
    <>
      <TextField
        label={t("settings.compute")}
        testId="setting:compute"
        mono
        value={typeof compute === "string" ? compute : ""}
        placeholder={standard || "azureml:local"}
        hint={t("settings.computeHint")}
        onChange={(value) => set(["compute"], value)}
        onDone={designer.seal}
      />
      <FieldRow label={t("settings.timeout")} hint={t("settings.timeoutHint")} htmlFor={id}>
        <div className={classes.pair}>
          <LiteralField
            key={timeout === undefined ? "none" : "own"}
            id={id}
            testId="setting:timeout"
            label={t("settings.timeout")}
            spec={{ type: "integer", min: 1 }}
            value={timeout}
            onChange={(value) => set(["limits", "timeout"], value)}
            onDone={designer.seal}
          />
          {timeout !== undefined && (
            <button type="button" className={classes.boundName} onClick={() => set(["limits", "timeout"])}>
              {t("settings.noLimit")}
            </button>
          )}
        </div>
      </FieldRow>
      <Variables node={node} />
    </>
  );
}
