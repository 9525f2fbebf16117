/** The logs of a child job: which file, which attempt; a reused one shows the log of the job it was taken from. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { server } from "../../api/server";
import { jobHref, type NodeDetail } from "../api";
import type { LiveSession } from "../live/session";
import { isTerminal, type NodeState } from "../live/types";
import { LOG_FILE } from "../logs/client";
import { LogView } from "../logs/LogView";
import { useLogPlace } from "../logs/useLogPlace";
import classes from "./drawer.module.css";

interface LogsTabProps {
  job: string;
  detail: NodeDetail;
  state: NodeState;
  session: LiveSession | null;
}

export function LogsTab({ job, detail, state, session }: LogsTabProps) {
  const { t } = useTranslation("jobs");
  const { path } = detail;
  const place = useLogPlace();
  const { attempt } = place;
  const live = !isTerminal(state.status) && (attempt === null || attempt === state.attempt);
  const version = `${state.status}:${state.attempt}`;
  const files = useQuery({
    queryKey: ["job", job, "logfiles", path, version],
    queryFn: () => server.get("jobs/{name}/logfiles", { path: { name: job }, query: { path } }),
    placeholderData: (before) => before,
    // A script may open a log of its own at any time.
    refetchInterval: live && 3000,
  });
  const names = files.data?.files ?? [];
  const named = place.file ?? LOG_FILE;
  const file =
    place.file === null && names.length > 0 && !names.some((one) => one.name === named)
      ? names[0]!.name
      : named;
  useEffect(() => {
    if (!session || !live) return;
    session.watch([{ path, file }]);
    return () => session.watch([]);
  }, [session, live, path, file]);
  const joined = detail.reuse?.decision === "joined";
  const origin = joined || detail.reuse?.decision === "reused" ? (detail.reuse?.origin ?? null) : null;
  const attempts = Array.from({ length: Math.max(1, state.attempt) }, (_, index) => index + 1);
  return (
    <div className={classes.fill}>
      {origin && (
        <p className={classes.originNote}>
          {t(joined ? "log.ofJoined" : "log.ofOrigin")}{" "}
          {origin.job && (
            <Link to={origin.href ?? jobHref(origin.job, { node: origin.path ?? path, tab: "logs" })}>
              {origin.job}
            </Link>
          )}
        </p>
      )}
      <LogView
        key={`${path}:${file}:${attempt ?? state.attempt}`}
        place={{ job, path, file, attempt }}
        live={live}
        version={version}
        label={t("log.label", { node: path || job })}
        files={names}
        onFile={(next) => place.go({ file: next === LOG_FILE ? null : next, at: null })}
        attempts={attempts}
        onAttempt={(next) => place.go({ attempt: next === state.attempt ? null : next, at: null })}
        at={place.at}
        onAt={(at) => place.go({ at })}
      />
    </div>
  );
}
