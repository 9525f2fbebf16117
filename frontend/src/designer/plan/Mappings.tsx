/** What stands in for what in this run alone: environments and addresses of data. The workspace has rules of its own. */
import { Textarea } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import classes from "../designer.module.css";
import { FieldRow } from "../inspector/fields";
import { pairsOf } from "./pairs";

interface LinesProps {
  label: string;
  hint: string;
  placeholder: string;
  testId: string;
  onChange: (map: Record<string, string>) => void;
}

function Lines({ label, hint, placeholder, testId, onChange }: LinesProps) {
  const id = useId();
  // A line that is not finished yet maps nothing, and must not vanish while it is typed.
  const [text, setText] = useState("");
  return (
    <FieldRow label={label} hint={hint} htmlFor={id}>
      <Textarea
        id={id}
        autosize
        minRows={2}
        maxRows={6}
        data-testid={testId}
        classNames={{ input: classes.planMono }}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onChange(pairsOf(event.currentTarget.value));
        }}
      />
    </FieldRow>
  );
}

interface MappingsProps {
  maps: Record<string, string>;
  onMaps: (maps: Record<string, string>) => void;
  environments: Record<string, string>;
  onEnvironments: (environments: Record<string, string>) => void;
}

export function Mappings({ maps, onMaps, environments, onEnvironments }: MappingsProps) {
  const { t } = useTranslation("designer");
  const count = Object.keys(maps).length + Object.keys(environments).length;
  return (
    <details className={classes.planDetails}>
      <summary data-testid="submit:mappings">
        {t("submit.mappings")} {count > 0 && <span className={classes.count}>{count}</span>}
      </summary>
      <Lines
        label={t("submit.environments")}
        hint={t("submit.environmentsHint")}
        placeholder={"AzureML-sklearn-*=classic\n*=current"}
        testId="submit:environments"
        onChange={onEnvironments}
      />
      <Lines
        label={t("submit.maps")}
        hint={t("submit.mapsHint")}
        placeholder="azureml://datastores/blob/paths/=/data/blob"
        testId="submit:maps"
        onChange={onMaps}
      />
      <p className={classes.faint}>
        <Link to="/settings/rules">{t("submit.rules")}</Link>
      </p>
    </details>
  );
}
