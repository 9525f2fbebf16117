/** What a person must know about a run beyond its status: an absent runner, a failure, warnings, a lost line. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSystem } from "../../app/connection";
import { Banner } from "../../ui";
import type { Job } from "../api";
import { useLiveRun } from "../live/store";
import { isTerminal, type JobState, type NodeState } from "../live/types";
import classes from "./page.module.css";

interface RunBannersProps {
  job: Job;
  state: JobState;
  nodes: Record<string, NodeState>;
  onOpen: (path: string) => void;
}

function firstFailed(nodes: Record<string, NodeState>): string | null {
  const failed = Object.entries(nodes).filter(([path, node]) => path !== "" && node.status === "Failed");
  const leaf = failed.filter(([, node]) => node.kind !== "pipeline");
  const found = (leaf.length > 0 ? leaf : failed).sort((a, b) =>
    (a[1].end_time ?? "").localeCompare(b[1].end_time ?? ""),
  )[0];
  return found ? found[0] : null;
}

/** The server says in words that another environment stands in; the rules say which, and can be changed. */
const OF_ENVIRONMENTS = /\benvironments?\b|환경/i;

function Warnings({ warnings }: { warnings: string[] }) {
  const { t } = useTranslation("jobs");
  const [open, setOpen] = useState(false);
  const many = warnings.length > 1;
  return (
    <Banner
      slim
      tone="warning"
      title={t("warnings", { count: warnings.length })}
      actions={
        many && (
          <Button size="compact-xs" variant="subtle" onClick={() => setOpen(!open)} aria-expanded={open}>
            {t(open ? "fewer" : "showAll")}
          </Button>
        )
      }
    >
      {open ? (
        <ul className={classes.warnings}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      ) : (
        warnings[0]
      )}
      {warnings.some((warning) => OF_ENVIRONMENTS.test(warning)) && (
        <>
          {" "}
          <Link to="/settings/rules">{t("overview.rules")}</Link>
        </>
      )}
    </Banner>
  );
}

export function RunBanners({ job, state, nodes, onOpen }: RunBannersProps) {
  const { t } = useTranslation("jobs");
  const system = useSystem();
  const connection = useLiveRun((live) => live.connection);
  const failed = state.status === "Failed" ? firstFailed(nodes) : null;
  const runner: { state: string; trouble?: string } | undefined = system?.runner;
  const going = !isTerminal(state.status);
  const warnings = [...new Set([...(state.warnings ?? []), ...(job.warnings ?? [])])];
  const error = state.error ?? (state.status === "Failed" ? job.error : null);
  return (
    <div className={classes.banners}>
      {runner?.state === "down" && going && (
        <Banner tone="warning" title={t("runnerDown.title")} testId="runner-down">
          {t("runnerDown.text")}
        </Banner>
      )}
      {runner?.state !== "down" && runner?.trouble && going && (
        <Banner
          tone="warning"
          title={t("runnerWaits.title", { trouble: runner.trouble })}
          testId="runner-down"
        >
          {t("runnerWaits.text")}
        </Banner>
      )}
      {connection === "retrying" && going && (
        <Banner tone="warning" title={t("lost.title")}>
          {t("lost.text")}
        </Banner>
      )}
      {state.status === "Failed" && (
        <Banner
          tone="danger"
          title={failed ? t("failed.node", { node: failed }) : t("failed.title")}
          id={failed ? `${job.name}/${failed}` : job.name}
          actions={
            failed && (
              <Button variant="default" onClick={() => onOpen(failed)}>
                {t("failed.open")}
              </Button>
            )
          }
        >
          {(failed && nodes[failed]?.error) ?? error}
          <div className={classes.next}>{t("failed.next")}</div>
        </Banner>
      )}
      {warnings.length > 0 && <Warnings warnings={warnings} />}
    </div>
  );
}
