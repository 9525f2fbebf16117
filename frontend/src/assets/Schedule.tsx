/** What schedules have beside other assets: on or off, when next, what came of the last time. */
import { Button } from "@mantine/core";
import { IconCircleCheck, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { tellError } from "../designer/toasts";
import { EmptyState, KeyValue } from "../ui";
import { assetsApi, useAssetChange } from "./api";
import classes from "./assets.module.css";
import { FullMoment, Moment } from "./Moment";
import type { Asset, AssetDetail } from "./types";

export function EnabledWord({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation("assets");
  const Icon = enabled ? IconCircleCheck : IconPlayerPause;
  return (
    <span className={classes.enabled} data-enabled={enabled} data-testid="schedule-state">
      <Icon size={14} aria-hidden /> {t(enabled ? "schedules.on" : "schedules.off")}
    </span>
  );
}

export function NextTime({ asset }: { asset: Asset }) {
  const next = asset.enabled ? asset.next_fire_times?.[0] : undefined;
  return next ? <Moment time={next} /> : <span>–</span>;
}

export function EnableButton({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const on = asset.enabled !== false;
  const set = useAssetChange("schedules", () => assetsApi.enable(asset.name, !on));
  const Icon = on ? IconPlayerPause : IconPlayerPlay;
  return (
    <Button
      variant={on ? "default" : "filled"}
      leftSection={<Icon size={15} aria-hidden />}
      loading={set.isPending}
      data-testid="action:enable"
      onClick={() => set.mutate(undefined, { onError: (error) => tellError(t("edit.failed"), error) })}
    >
      {t(on ? "schedules.disable" : "schedules.enable")}
    </Button>
  );
}

export function ScheduleFacts({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const on = asset.enabled !== false;
  const times = on ? (asset.next_fire_times ?? []) : [];
  return (
    <>
      <KeyValue
        rows={[
          [t("column.state"), <EnabledWord key="s" enabled={on} />],
          [
            t("schedules.lastJob"),
            asset.last_job ? (
              <Link key="j" to={`/jobs/${encodeURIComponent(asset.last_job)}`} className={classes.link}>
                {asset.last_job}
              </Link>
            ) : (
              t("schedules.noJob")
            ),
          ],
        ]}
      />
      <section data-testid="next-times">
        <h2 className={classes.heading}>{t("schedules.nextTimes")}</h2>
        {times.length === 0 ? (
          <EmptyState small title={t(on ? "schedules.never" : "schedules.offText")} />
        ) : (
          <ol className={classes.times}>
            {times.map((time) => (
              <li key={time}>
                <FullMoment time={time} />
                <span className={classes.quiet}>
                  <Moment time={time} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
