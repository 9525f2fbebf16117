/** The code a child job ran, its events, and the jobs born of it. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { server } from "../../api/server";
import { statusLook } from "../../canvas";
import {
  CodeBrowser,
  Duration,
  EmptyState,
  ErrorState,
  formatClock,
  formatFull,
  Skeletons,
  StatusBadge,
} from "../../ui";
import { useRunNodes } from "../live/useLiveJob";
import type { RunEvent } from "../live/types";
import { baseName, parentPath } from "../outline/tree";
import classes from "./drawer.module.css";

export function CodeTab({ job, path }: { job: string; path: string }) {
  const { t } = useTranslation("jobs");
  const code = useQuery({
    queryKey: ["job", job, "code", path],
    queryFn: () => server.get("jobs/{name}/code", { path: { name: job }, query: { path } }),
    staleTime: Infinity,
  });
  if (code.isPending) return <Skeletons rows={6} />;
  if (code.isError)
    return <ErrorState error={code.error} what={t("code.unreadable")} retry={() => void code.refetch()} />;
  if (code.data.files.length === 0) return <EmptyState small title={t("code.none")} />;
  return (
    <CodeBrowser
      files={code.data.files}
      queryKey={["job", job, "code", path]}
      read={(file) => server.get("jobs/{name}/code/file", { path: { name: job }, query: { path, file } })}
    />
  );
}

function eventWords(event: RunEvent, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (event.kind === "children") return t("events.children", { count: event.steps?.length ?? 0 });
  const code = typeof event.exit_code === "number" ? t("overview.exit", { code: event.exit_code }) : "";
  const known = ["submitted", "outputs", "usage", "message", "status"].includes(event.kind)
    ? t(`events.${event.kind}`)
    : event.kind;
  const words = event.kind === "status" ? "" : known;
  return [words, event.reason, event.error, code].filter(Boolean).join(" · ");
}

const PAGE = 200;

export function EventsTab({ job, path, version }: { job: string; path: string; version: string }) {
  const { t, i18n } = useTranslation(["jobs", "frame"]);
  const events = useInfiniteQuery({
    queryKey: ["job", job, "events", path, version],
    queryFn: async ({ pageParam }) => {
      const page = await server.get("jobs/{name}/events", {
        path: { name: job },
        query: { path, after: pageParam, limit: PAGE },
      });
      return page.items;
    },
    initialPageParam: 0,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.seq),
  });
  if (events.isPending) return <Skeletons rows={6} />;
  if (events.isError)
    return (
      <ErrorState error={events.error} what={t("events.unreadable")} retry={() => void events.refetch()} />
    );
  const rows = events.data.pages.flat();
  if (rows.length === 0) return <EmptyState small title={t("events.none")} />;
  return (
    <div className={classes.sections}>
      <ol className={classes.events} aria-label={t("tab.events")}>
        {rows.map((event) => (
          <li key={event.seq} className={classes.event}>
            <time dateTime={event.at} title={formatFull(Date.parse(event.at), i18n.language)} className="num">
              {formatClock(Date.parse(event.at), i18n.language)}
            </time>
            <span>
              {event.status && (
                <StatusBadge still status={event.status} reused={Boolean(event.reused_from)} />
              )}{" "}
              <span className={classes.eventText}>
                {eventWords(event, (key, values) => t(key, values ?? {}))}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void events.fetchNextPage()}
          loading={events.isFetchingNextPage}
        >
          {t("events.more")}
        </Button>
      )}
    </div>
  );
}

export function ChildrenTab({ path, onOpen }: { path: string; onOpen: (path: string) => void }) {
  const { t } = useTranslation(["jobs", "frame"]);
  const nodes = useRunNodes();
  const children = useMemo(
    () => Object.keys(nodes).filter((child) => child !== "" && parentPath(child) === path),
    [nodes, path],
  );
  if (children.length === 0) return <EmptyState small title={t("children.none")} />;
  return (
    <div className={classes.sections}>
      <table className={classes.parts}>
        <thead>
          <tr>
            <th scope="col">{t("children.name")}</th>
            <th scope="col">{t("overview.status")}</th>
            <th scope="col">{t("duration")}</th>
          </tr>
        </thead>
        <tbody>
          {children.slice(0, 1000).map((child) => {
            const node = nodes[child]!;
            return (
              <tr key={child}>
                <th scope="row">
                  <button type="button" className={classes.link} onClick={() => onOpen(child)}>
                    {baseName(child)}
                  </button>
                </th>
                <td title={t(`frame:${statusLook(node.status).key}`)}>
                  <StatusBadge status={node.status} reused={Boolean(node.reused_from)} />
                </td>
                <td>
                  <Duration start={node.start_time} end={node.end_time} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
