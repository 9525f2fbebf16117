/** Takes room back: a choice, then what would go and what could not be made again, and only then the deed. */
import { Button, Checkbox, NumberInput, Select } from "@mantine/core";
import { IconAlertTriangle, IconEye, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Banner, EmptyState, ErrorState, formatSize } from "../ui";
import { settingsApi, type Fed as FedShape, type PruneAnswer, type PruneChoice, type PruneItem } from "./api";
import { choiceOf, fedHref, feedsOf, NO_CHOICE, type Chosen } from "./pruning";
import classes from "./settings.module.css";

function Choices({ chosen, onChange }: { chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  const { t } = useTranslation("settings");
  const set = (change: Partial<Chosen>) => onChange({ ...chosen, ...change });
  const number = (value: number | string) => (typeof value === "number" ? value : null);
  return (
    <div className={classes.choices}>
      <Select
        label={t("prune.which")}
        data={(["all", "failed", "archived"] as const).map((value) => ({
          value,
          label: t(`prune.kind.${value}`),
        }))}
        value={chosen.which}
        allowDeselect={false}
        onChange={(which) => set({ which: (which ?? "all") as Chosen["which"] })}
        w={210}
        data-testid="prune-which"
      />
      <NumberInput
        label={t("prune.olderThan")}
        suffix={` ${t("prune.days")}`}
        min={0}
        max={36_500}
        allowDecimal={false}
        value={chosen.days ?? ""}
        onChange={(value) => set({ days: number(value) })}
        w={150}
        data-testid="prune-days"
      />
      <NumberInput
        label={t("prune.keepLast")}
        min={0}
        max={1_000_000}
        allowDecimal={false}
        value={chosen.keepLast ?? ""}
        onChange={(value) => set({ keepLast: number(value) })}
        w={200}
        data-testid="prune-keep"
      />
      <Checkbox
        label={t("prune.caches")}
        description={t("prune.cachesText")}
        checked={chosen.caches}
        onChange={(event) => set({ caches: event.currentTarget.checked })}
        data-testid="prune-caches"
      />
    </div>
  );
}

const HOWS = ["reused", "read", "registered", "draft"];

/** One who loses something, and what. */
function Fed({ fed }: { fed: FedShape }) {
  const { t } = useTranslation("settings");
  const href = fedHref(fed);
  return (
    <>
      {href ? <Link to={href}>{fed.name}</Link> : fed.name}{" "}
      <span className={classes.quiet}>{HOWS.includes(fed.how) ? t(`prune.how.${fed.how}`) : fed.how}</span>
    </>
  );
}

function Feeds({ item }: { item: PruneItem }) {
  const { t } = useTranslation("settings");
  if (item.feeds.length === 0) return <span className={classes.quiet}>{t("prune.feedsNone")}</span>;
  return (
    <details>
      <summary className={classes.warningText}>
        <IconAlertTriangle size={13} aria-hidden /> {t("prune.feeds", { count: item.feeds.length })}
      </summary>
      <ul className={classes.plainList}>
        {item.feeds.slice(0, 20).map((fed) => (
          <li key={`${fed.how} ${fed.name}`}>
            <Fed fed={fed} />
          </li>
        ))}
        {item.feeds.length > 20 && <li>{t("prune.more", { count: item.feeds.length - 20 })}</li>}
      </ul>
    </details>
  );
}

const SHOWN = 200;

function Plan({ plan }: { plan: PruneAnswer }) {
  const { t } = useTranslation("settings");
  return (
    <div
      className={classes.scrollX}
      style={{ maxHeight: 420, overflow: "auto" }}
      tabIndex={0}
      role="region"
      aria-label={t("prune.list")}
    >
      <table className={classes.table} data-testid="prune-plan">
        <thead>
          <tr>
            <th scope="col">{t("prune.what")}</th>
            <th scope="col">{t("prune.why")}</th>
            <th scope="col">{t("prune.irreproducible")}</th>
            <th scope="col" className={classes.number}>
              {t("storage.size")}
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.items.slice(0, SHOWN).map((item) => (
            <tr key={`${item.kind} ${item.name}`} data-testid={`prune:${item.name}`}>
              <th scope="row">
                {item.kind === "job" ? (
                  <Link to={`/jobs/${encodeURIComponent(item.name)}`}>{item.name}</Link>
                ) : (
                  item.name
                )}
                <span className={classes.sub}>
                  {t(`prune.item.${item.kind}`, { defaultValue: item.kind })}
                </span>
              </th>
              <td className={classes.wrapping}>{item.why}</td>
              <td>
                <Feeds item={item} />
              </td>
              <td className={classes.number}>{formatSize(item.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.items.length > SHOWN && (
        <p className={classes.quiet}>{t("prune.more", { count: plan.items.length - SHOWN })}</p>
      )}
    </div>
  );
}

function usePruning() {
  const client = useQueryClient();
  const [asked, setAsked] = useState<PruneChoice | null>(null);
  const look = useMutation({
    mutationFn: (choice: PruneChoice) => settingsApi.prune(choice, true),
    onSuccess: (_plan, choice) => setAsked(choice),
  });
  const take = useMutation({
    mutationFn: (choice: PruneChoice) => settingsApi.prune(choice, false),
    onSuccess: async () => {
      look.reset();
      setAsked(null);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["settings", "storage"] }),
        client.invalidateQueries({ queryKey: ["jobs"] }),
      ]);
    },
  });
  return { asked, look, take };
}

export function Prune() {
  const { t } = useTranslation("settings");
  const [chosen, setChosen] = useState<Chosen>(NO_CHOICE);
  const { asked, look, take } = usePruning();
  const choice = choiceOf(chosen);
  const plan = look.data;
  const lost = plan ? feedsOf(plan) : { gone: 0, orphaned: 0 };
  return (
    <section aria-labelledby="prune-title" className={classes.card}>
      <h2 className={classes.heading} id="prune-title">
        {t("prune.title")}
      </h2>
      <p className={classes.lead}>{t("prune.text")}</p>
      <Choices
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          // What was shown belongs to the former choice: it must not be taken by the new one.
          look.reset();
          take.reset();
        }}
      />
      <div className={classes.row}>
        <Button
          variant="default"
          leftSection={<IconEye size={15} aria-hidden />}
          disabled={choice === null}
          loading={look.isPending}
          onClick={() => choice && (take.reset(), look.mutate(choice))}
          data-testid="prune-look"
        >
          {t("prune.look")}
        </Button>
        {choice === null && <span className={classes.quiet}>{t("prune.chooseFirst")}</span>}
      </div>
      {look.isError && <ErrorState error={look.error} what={t("prune.notLooked")} />}
      {take.isError && <ErrorState error={take.error} what={t("prune.failed")} />}
      {take.data && (
        <Banner
          tone="info"
          slim
          testId="prune-done"
          title={t("prune.done", { count: take.data.items.length, size: formatSize(take.data.bytes) })}
        />
      )}
      {plan && plan.items.length === 0 && (
        <EmptyState small title={t("prune.nothing")}>
          {t("prune.nothingText")}
        </EmptyState>
      )}
      {plan && plan.items.length > 0 && asked && (
        <>
          <p className={classes.total} data-testid="prune-sum" role="status">
            {t("prune.sum", { count: plan.items.length, size: formatSize(plan.bytes) })}
          </p>
          {lost.gone > 0 && (
            <Banner tone="danger" title={t("prune.gone", { count: lost.gone })} testId="prune-gone">
              {t("prune.goneText")}
            </Banner>
          )}
          {lost.orphaned > 0 && (
            <Banner tone="warning" title={t("prune.breaks", { count: lost.orphaned })}>
              {t("prune.breaksText")}
            </Banner>
          )}
          <Plan plan={plan} />
          <div className={classes.row}>
            <Button
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              loading={take.isPending}
              onClick={() => take.mutate(asked)}
              data-testid="prune-take"
            >
              {t("prune.take", { count: plan.items.length, size: formatSize(plan.bytes) })}
            </Button>
            <Button variant="default" onClick={() => look.reset()}>
              {t("prune.leave")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
