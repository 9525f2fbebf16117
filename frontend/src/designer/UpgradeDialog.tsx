/** Another version of the components of one or several nodes: what changes is seen first, then it is one step. */
import { Button, Checkbox, Group, Modal } from "@mantine/core";
import { IconAlertTriangle, IconArrowRight, IconCircleCheck, IconUnlink } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { server } from "../api/server";
import { InterfaceChanges } from "../assets/InterfaceChanges";
import { findNode } from "../graph/document";
import { lossKey, pinned, planUpgrade, type Loss, type UpgradePlan } from "../graph/upgrade";
import { Banner, ErrorState, Skeletons } from "../ui";
import { useDesigner, useDoc, useDraft } from "./store";
import { useUi, type UpgradeAsk } from "./ui";
import classes from "./upgrade.module.css";

/** The interface of each version asked for; components of one name are asked for once. */
function useFaces(asks: readonly UpgradeAsk[]) {
  const doc = useDoc();
  const wanted = asks.map(({ node, version }) => {
    const own = pinned(findNode(doc, node)?.component);
    return { name: own?.name ?? "", version };
  });
  return useQueries({
    queries: wanted.map(({ name, version }) => ({
      queryKey: ["assets", "components", "one", name, version],
      queryFn: () => server.get("components/{name}/{version}", { path: { name, version } }),
      enabled: name !== "",
      staleTime: 60_000,
    })),
  });
}

function Needs({ needs }: { needs: readonly string[] }) {
  const { t } = useTranslation("designer");
  if (needs.length === 0) return null;
  return (
    <p className={classes.needs}>
      <IconAlertTriangle size={15} aria-hidden />
      {t("upgrade.needs", { count: needs.length, ports: needs.join(", ") })}
    </p>
  );
}

function Losses({ losses }: { losses: readonly Loss[] }) {
  const { t } = useTranslation("designer");
  if (losses.length === 0)
    return (
      <p className={classes.keeps} data-testid="upgrade-keeps">
        <IconCircleCheck size={15} aria-hidden /> {t("upgrade.keepsAll")}
      </p>
    );
  return (
    <Banner tone="warning" title={t("upgrade.loses", { count: losses.length })} testId="upgrade-losses">
      <ul className={classes.losses}>
        {losses.map((loss) => (
          <li key={lossKey(loss)}>
            <IconUnlink size={13} aria-hidden />{" "}
            {loss.kind === "binding" &&
              t(loss.side === "inputs" ? "upgrade.lostInput" : "upgrade.lostOutput", {
                port: loss.port,
                other: loss.other,
              })}
            {loss.kind === "value" && t("upgrade.lostValue", { port: loss.port, value: loss.value })}
            {loss.kind === "output" && t("upgrade.lostSettings", { port: loss.port })}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function PlanView({
  plan,
  checked,
  onCheck,
}: {
  plan: UpgradePlan;
  /** Null: there is nothing to choose. */
  checked: boolean | null;
  onCheck: (on: boolean) => void;
}) {
  const { t } = useTranslation("designer");
  const title = (
    <span className={classes.step}>
      <strong>{plan.node}</strong>
      <code>
        {plan.before.name}:{plan.before.version}
      </code>
      <IconArrowRight size={13} aria-label={t("upgrade.to")} />
      <code>{plan.after.version}</code>
    </span>
  );
  return (
    <section className={classes.plan} data-testid={`upgrade:${plan.node}`} data-losses={plan.losses.length}>
      {checked === null ? (
        <div>{title}</div>
      ) : (
        <Checkbox
          label={title}
          checked={checked}
          onChange={(event) => onCheck(event.currentTarget.checked)}
        />
      )}
      <InterfaceChanges inputs={plan.diff.inputs} outputs={plan.diff.outputs} />
      <Losses losses={plan.losses} />
      <Needs needs={plan.needs} />
    </section>
  );
}

export function UpgradeDialog({ asks }: { asks: readonly UpgradeAsk[] }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const faces = useFaces(asks);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const failed = faces.find((face) => face.isError);
  const plans = asks.flatMap(({ node }, index) => {
    const face = faces[index]?.data;
    const plan = face ? planUpgrade(doc, components, node, face) : null;
    return plan ? [plan] : [];
  });
  const chosen = plans.filter((plan) => !skipped.has(plan.node));
  const several = asks.length > 1;
  const close = () => ui.openUpgrade(null);
  const apply = () => {
    for (const plan of chosen) designer.learn(plan.after);
    designer.edit(chosen.map((plan) => plan.edit));
    designer.say("said.upgraded", { count: chosen.length });
    close();
  };
  const check = (node: string, on: boolean) => {
    const next = new Set(skipped);
    if (on) next.delete(node);
    else next.add(node);
    setSkipped(next);
  };
  const only = plans[0];
  return (
    <Modal
      opened
      onClose={close}
      size={760}
      title={
        several
          ? t("upgrade.titleAll", { count: asks.length })
          : t("upgrade.title", { node: asks[0]?.node, version: asks[0]?.version })
      }
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <div data-testid="upgrade-dialog" className={classes.body}>
        {failed ? (
          <ErrorState
            error={failed.error}
            what={t("upgrade.unreadable")}
            retry={() => void failed.refetch()}
          />
        ) : plans.length < asks.length ? (
          <Skeletons rows={5} />
        ) : (
          plans.map((plan) => (
            <PlanView
              key={plan.node}
              plan={plan}
              checked={several ? !skipped.has(plan.node) : null}
              onCheck={(on) => check(plan.node, on)}
            />
          ))
        )}
      </div>
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button
          data-autofocus
          disabled={chosen.length === 0 || plans.length < asks.length}
          onClick={apply}
          data-testid="action:apply-upgrade"
        >
          {several
            ? t("upgrade.applyAll", { count: chosen.length })
            : t("upgrade.apply", { version: only?.after.version ?? "" })}
        </Button>
      </Group>
    </Modal>
  );
}
