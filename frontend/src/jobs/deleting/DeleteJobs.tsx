/** Deleting jobs: says what is lost, then what depends on it, before anything that others need goes. */
import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Banner, ErrorState, formatSize } from "../../ui";
import { jobHref } from "../api";
import classes from "../drawer/drawer.module.css";
import { deleteJobs, type Feed, type Outcome } from "./deletion";

const MOST_SHOWN = 12;

function FeedName({ feed }: { feed: Feed }) {
  if (feed.job) return <Link to={jobHref(feed.job, feed.node ? { node: feed.node } : {})}>{feed.name}</Link>;
  return <code>{feed.name}</code>;
}

function Feeds({ feeding }: { feeding: Outcome["feeding"] }) {
  const { t } = useTranslation("jobs");
  const feeds = feeding.flatMap((one) => one.feeds);
  return (
    <Banner tone="warning" title={t("delete.feeds", { count: feeds.length })} testId="delete-feeds">
      {(["reused", "read", "registered"] as const).map((how) => {
        const some = feeds.filter((feed) => feed.how === how);
        if (some.length === 0) return null;
        return (
          <div key={how}>
            <p className={classes.paragraph}>{t(`delete.how.${how}`, { count: some.length })}</p>
            <ul className={classes.feeds}>
              {some.slice(0, MOST_SHOWN).map((feed) => (
                <li key={feed.name}>
                  <FeedName feed={feed} />
                </li>
              ))}
              {some.length > MOST_SHOWN && <li>{t("delete.more", { count: some.length - MOST_SHOWN })}</li>}
            </ul>
          </div>
        );
      })}
    </Banner>
  );
}

interface DeleteJobsProps {
  jobs: readonly string[];
  /** Bytes on disk, where they are known. */
  size?: number | null;
  onClose: () => void;
  /** Some are gone; the dialog closes by itself when all are. */
  onGone: (names: string[]) => void;
}

export function DeleteJobs({ jobs, size, onClose, onGone }: DeleteJobsProps) {
  const { t } = useTranslation("jobs");
  const client = useQueryClient();
  const [left, setLeft] = useState<readonly string[]>(jobs);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const force = (outcome?.feeding.length ?? 0) > 0;
  const remove = useMutation({
    mutationFn: () => deleteJobs(left, force),
    onSuccess: async (done) => {
      const still = [...done.feeding, ...done.refused].map((one) => one.job);
      if (done.gone.length > 0) onGone(done.gone);
      await client.invalidateQueries({ queryKey: ["jobs"] });
      if (still.length === 0) return onClose();
      setLeft(done.feeding.map((one) => one.job));
      setOutcome(done);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("delete.title", { count: jobs.length, name: jobs[0] })}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <div className={classes.dialog}>
        <p className={classes.paragraph}>
          {t("delete.lost", { count: jobs.length })}
          {typeof size === "number" && ` ${t("delete.frees", { size: formatSize(size) })}`}
        </p>
        {outcome && outcome.gone.length > 0 && (
          <p className={classes.paragraph} role="status">
            {t("delete.gone", { count: outcome.gone.length })}
          </p>
        )}
        {outcome && outcome.feeding.length > 0 && <Feeds feeding={outcome.feeding} />}
        {outcome?.refused.map((one) => (
          <Banner key={one.job} tone="danger" title={t("delete.refused", { name: one.job })}>
            {one.why}
          </Banner>
        ))}
        {remove.isError && <ErrorState error={remove.error} what={t("act.failed")} />}
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t(left.length === 0 ? "close" : "delete.keep")}
          </Button>
          {left.length > 0 && (
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
              data-testid="confirm-delete"
            >
              {t(force ? "delete.anyway" : "delete.do")}
            </Button>
          )}
        </Group>
      </div>
    </Modal>
  );
}
