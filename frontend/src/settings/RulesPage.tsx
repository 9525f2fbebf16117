/** Which environment stands in for a name that a file asks for: own rules first, then the built-in ones. */
import { Autocomplete, Button, Switch, TextInput } from "@mantine/core";
import { IconLock, IconPlus, IconTestPipe } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { BUILT_IN, useBuilds } from "../assets/environments/api";
import { ErrorState, Skeletons } from "../ui";
import { settingsApi, useRules, useSettingsChange, type EnvironmentRule } from "./api";
import { Engines } from "./Engines";
import { outcomeOf, type Outcome } from "./matching";
import { RowTools } from "./RowTools";
import { SaveBar } from "./SaveBar";
import { Lead, SettingsFrame } from "./SettingsFrame";
import classes from "./settings.module.css";
import { useRows, type Rows } from "./useRows";

const NEW: EnvironmentRule = { match: "", to: "current", note: "", builtin: false };

interface TestBoxProps {
  name: string;
  onName: (name: string) => void;
  outcome: Outcome;
  rules: readonly EnvironmentRule[];
}

/** Answers "which rule takes this name?" by the table as it stands, saved or not. */
function TestBox({ name, onName, outcome, rules }: TestBoxProps) {
  const { t } = useTranslation("settings");
  const words = () => {
    if (name.trim() === "") return t("rules.testHint");
    if (outcome.kind === "itself") return t("rules.itself", { name: outcome.name });
    const rule = outcome.kind === "rule" ? rules[outcome.at] : undefined;
    if (!rule || outcome.kind !== "rule") return t("rules.takesNone");
    return t("rules.takes", { number: outcome.at + 1, match: rule.match, to: rule.to });
  };
  return (
    <div className={classes.testBox}>
      <TextInput
        label={t("rules.test")}
        placeholder="azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu:1"
        leftSection={<IconTestPipe size={15} aria-hidden />}
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
        data-testid="rule-test"
        className={classes.grow}
      />
      <p role="status" className={classes.testAnswer} data-testid="rule-answer">
        {words()}
      </p>
    </div>
  );
}

function OwnRow({
  rules,
  index,
  hit,
  choices,
}: {
  rules: Rows<EnvironmentRule>;
  index: number;
  hit: boolean;
  choices: string[];
}) {
  const { t } = useTranslation("settings");
  const rule = rules.rows[index]!;
  const number = index + 1;
  return (
    <tr data-hit={hit || undefined} data-testid={`rule:${number}`}>
      <td className={classes.number}>{number}</td>
      <td>
        <TextInput
          aria-label={t("rules.matchOf", { number })}
          placeholder="AzureML-*"
          value={rule.match}
          onChange={(event) => rules.set(index, { match: event.currentTarget.value })}
          classNames={{ input: classes.mono }}
        />
      </td>
      <td>
        <Autocomplete
          size="xs"
          aria-label={t("rules.toOf", { number })}
          data={choices}
          value={rule.to}
          onChange={(to) => rules.set(index, { to })}
          classNames={{ input: classes.mono }}
        />
      </td>
      <td>
        <TextInput
          aria-label={t("rules.noteOf", { number })}
          value={rule.note}
          onChange={(event) => rules.set(index, { note: event.currentTarget.value })}
        />
      </td>
      <td>
        <RowTools
          name={rule.match || t("rules.new")}
          first={index === 0}
          last={index === rules.rows.length - 1}
          onMove={(by) => rules.move(index, by)}
          onRemove={() => rules.remove(index)}
        />
      </td>
    </tr>
  );
}

function BuiltInRow({ rule, number, hit }: { rule: EnvironmentRule; number: number; hit: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <tr data-hit={hit || undefined} data-builtin data-testid={`rule:${number}`}>
      <td className={classes.number}>{number}</td>
      <td>
        <code>{rule.match}</code>
      </td>
      <td>
        <code>{rule.to}</code>
      </td>
      <td className={classes.quiet}>{rule.note}</td>
      <td className={classes.number}>
        <span className={classes.builtin}>
          <IconLock size={12} aria-hidden /> {t("rules.builtin")}
        </span>
      </td>
    </tr>
  );
}

function Table({ testId, children }: { testId: string; children: ReactNode }) {
  const { t } = useTranslation("settings");
  return (
    <div className={classes.scrollX}>
      <table className={classes.table} data-testid={testId}>
        <thead>
          <tr>
            <th scope="col" className={classes.number}>
              #
            </th>
            <th scope="col">{t("rules.match")}</th>
            <th scope="col">{t("rules.to")}</th>
            <th scope="col">{t("rules.note")}</th>
            <td />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** What cannot be saved, in words; null when all is well. */
function useTrouble(rules: readonly EnvironmentRule[]): string | null {
  const { t } = useTranslation("settings");
  const empty = rules.findIndex((rule) => rule.match.trim() === "" || rule.to.trim() === "");
  if (empty >= 0) return t("rules.incomplete", { number: empty + 1 });
  const twice = rules.findIndex((rule, at) => rules.findIndex((other) => other.match === rule.match) < at);
  return twice >= 0 ? t("rules.twice", { match: rules[twice]!.match }) : null;
}

/** Some conda packages have a namesake at PyPI that is another program: whoever allows it, says so. */
function CondaSwitch({ on }: { on: boolean }) {
  const { t } = useTranslation("settings");
  const save = useSettingsChange("rules", settingsApi.setCondaFromPypi);
  return (
    <>
      <Switch
        label={t("rules.conda")}
        description={t("rules.condaText")}
        checked={on}
        disabled={save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
        data-testid="conda-from-pypi"
      />
      {save.isError && <ErrorState error={save.error} what={t("notSaved")} />}
    </>
  );
}

function RuleTable({ all, conda }: { all: readonly EnvironmentRule[]; conda: boolean }) {
  const { t } = useTranslation("settings");
  const builtin = all.filter((rule) => rule.builtin);
  const rules = useRows(all.filter((rule) => !rule.builtin));
  const builds = useBuilds();
  const [name, setName] = useState("");
  const save = useSettingsChange("rules", settingsApi.setRules);
  const inOrder = [...rules.rows, ...builtin];
  const names = (builds.data?.items ?? []).filter((one) => one.kind !== "mapped").map((one) => one.name);
  const outcome = outcomeOf(inOrder, name, [...BUILT_IN, ...names]);
  const at = outcome.kind === "rule" ? outcome.at : -1;
  const trouble = useTrouble(rules.rows);
  const registered = (builds.data?.items ?? []).filter(
    ({ name: one }) => one !== "current" && one !== "classic",
  );
  const choices = [
    ...new Set(["current", "classic", ...registered.map((one) => `${one.name}:${one.version}`)]),
  ];
  return (
    <>
      <TestBox name={name} onName={setName} outcome={outcome} rules={inOrder} />
      {rules.rows.length === 0 ? (
        <p className={classes.quiet}>{t("rules.noneOwn")}</p>
      ) : (
        <Table testId="rules">
          {rules.rows.map((_rule, index) => (
            <OwnRow key={index} rules={rules} index={index} hit={index === at} choices={choices} />
          ))}
        </Table>
      )}
      <div className={classes.row}>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => rules.add(NEW)}
          data-testid="rule-add"
        >
          {t("rules.add")}
        </Button>
        <SaveBar
          dirty={rules.dirty}
          busy={save.isPending}
          error={save.error}
          trouble={rules.dirty ? trouble : null}
          onSave={() => save.mutate(rules.rows, { onSuccess: rules.discard })}
          onDiscard={() => {
            rules.discard();
            save.reset();
          }}
        />
      </div>
      <section>
        <h2 className={classes.heading}>{t("rules.builtinTitle")}</h2>
        <Table testId="built-in-rules">
          {builtin.map((rule, index) => (
            <BuiltInRow
              key={rule.match}
              rule={rule}
              number={rules.rows.length + index + 1}
              hit={rules.rows.length + index === at}
            />
          ))}
        </Table>
      </section>
      <CondaSwitch on={conda} />
      <Engines tools={builds.data?.tools} />
    </>
  );
}

export default function RulesPage() {
  const { t } = useTranslation("settings");
  const rules = useRules();
  return (
    <SettingsFrame section="rules">
      <Lead>{t("rules.what")}</Lead>
      {rules.isPending && <Skeletons rows={6} />}
      {rules.isError && (
        <ErrorState error={rules.error} what={t("rules.unreadable")} retry={() => void rules.refetch()} />
      )}
      {rules.data && <RuleTable all={rules.data.rules} conda={rules.data.conda_from_pypi} />}
    </SettingsFrame>
  );
}
