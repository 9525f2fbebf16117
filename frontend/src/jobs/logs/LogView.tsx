/** One log of a child job: live, searched, jumped through, linked to, downloaded. */
import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconAlertTriangle,
  IconArrowBarToDown,
  IconDownload,
  IconLink,
  IconTextWrap,
} from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import { copyText, EmptyState, ErrorState, formatSize, Skeletons } from "../../ui";
import { allLines, offsetOf } from "./buffer";
import { saveLog, type LogPlace } from "./client";
import classes from "./log.module.css";
import { LogLines } from "./LogLines";
import { Results } from "./Results";
import { SearchBar } from "./SearchBar";
import type { LogAt } from "./tail";
import { useFinder } from "./useFinder";
import { useLog } from "./useLog";

interface LogViewProps {
  place: LogPlace;
  live: boolean;
  version: string;
  label: string;
  files: readonly { name: string; size: number }[];
  onFile: (file: string) => void;
  attempts: readonly number[];
  onAttempt: (attempt: number) => void;
  /** The line that the address names. */
  at: LogAt | null;
  /** A line was gone to: the address is to name it. */
  onAt: (at: LogAt | null) => void;
}

function Pickers({
  place,
  files,
  onFile,
  attempts,
  onAttempt,
}: Pick<LogViewProps, "place" | "files" | "onFile" | "attempts" | "onAttempt">) {
  const { t } = useTranslation("jobs");
  const newest = attempts.at(-1) ?? 1;
  return (
    <>
      {files.length > 1 && (
        <Select
          aria-label={t("log.file")}
          w={190}
          data={files.map((file) => ({
            value: file.name,
            label: file.name,
          }))}
          value={place.file}
          allowDeselect={false}
          searchable={files.length > 12}
          comboboxProps={{ width: 300, position: "bottom-start" }}
          onChange={(file) => file && onFile(file)}
          data-testid="log-file"
        />
      )}
      {attempts.length > 1 && (
        <Select
          aria-label={t("log.attempt")}
          w={130}
          data={attempts.map((attempt) => ({
            value: String(attempt),
            label: t("log.attemptN", { attempt }),
          }))}
          value={String(place.attempt ?? newest)}
          allowDeselect={false}
          onChange={(attempt) => attempt && onAttempt(Number(attempt))}
        />
      )}
    </>
  );
}

const shareLine = (words: (ok: boolean) => string) =>
  void copyText(window.location.href).then((ok) => notifications.show({ message: words(ok) }));

export function LogView(props: LogViewProps) {
  const { place, live, version, label, onAt } = props;
  const { t } = useTranslation("jobs");
  const log = useLog(place, live, version, props.at);
  const [follow, setFollow] = useState(props.at === null);
  const [wrap, setWrap] = useRemembered("log.wrap", false);
  const { buffer, tail } = log;
  const lines = useMemo(() => allLines(buffer), [buffer]);
  const stopFollowing = useCallback(() => setFollow(false), []);
  const finder = useFinder(place, log, props.at, stopFollowing);
  const { mark } = finder;
  useEffect(() => {
    if (mark && mark.offset !== props.at?.offset) onAt(mark);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mark]);
  const { detached } = buffer;
  const onTop = useCallback(() => void tail?.older().catch(() => undefined), [tail]);
  const onBottom = useCallback(() => void tail?.newer().catch(() => undefined), [tail]);
  const toggleFollow = () => {
    setFollow(!follow);
    if (!follow) void tail?.toEnd().catch(() => undefined);
  };
  const tool = (key: string, icon: React.ReactNode, pressed: boolean | undefined, onClick: () => void) => (
    <Tooltip label={t(key)}>
      <ActionIcon
        aria-label={t(key)}
        aria-pressed={pressed}
        variant={pressed ? "light" : "subtle"}
        color={pressed ? "river" : "gray"}
        onClick={onClick}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  const part = buffer.start > 0 || detached;
  const name = `${[place.path.replaceAll("/", "_") || place.job, ...(props.files.length > 1 ? [place.file.replaceAll("/", "_")] : [])].join("_").replace(/\.txt$/, "")}.txt`;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Pickers {...props} />
        <SearchBar finder={finder} />
        <span className={classes.tools}>
          {tool("log.firstError", <IconAlertTriangle size={16} aria-hidden />, undefined, () => {
            void finder.toError().catch(() => undefined);
          })}
          {mark &&
            tool("log.linkLine", <IconLink size={16} aria-hidden />, undefined, () =>
              shareLine((ok) => t(ok ? "act.shared" : "act.notShared")),
            )}
          {tool("log.wrap", <IconTextWrap size={16} aria-hidden />, wrap, () => setWrap(!wrap))}
          {tool("log.follow", <IconArrowBarToDown size={16} aria-hidden />, follow, toggleFollow)}
          {tool("log.download", <IconDownload size={16} aria-hidden />, undefined, () => {
            void saveLog(place, name).catch(() => undefined);
          })}
        </span>
      </div>
      {finder.question.text !== "" && finder.search.matches.length > 0 && (
        <Results
          matches={finder.search.matches}
          at={finder.at}
          onGo={(index) => finder.goMatch(finder.search.matches[index])}
          more={finder.search.more}
        />
      )}
      {part && log.opened && (
        <div className={classes.note}>
          {t(detached ? "log.window" : "log.part", {
            shown: formatSize(buffer.end - buffer.start),
            size: formatSize(buffer.size),
            from: formatSize(buffer.start),
          })}{" "}
          {detached && (
            <Button variant="transparent" size="compact-xs" onClick={toggleFollow}>
              {t("log.toEnd")}
            </Button>
          )}
        </div>
      )}
      {Boolean(log.error) && !log.opened && <ErrorState error={log.error} what={t("log.unreadable")} />}
      {!log.opened && !log.error && <Skeletons rows={6} />}
      {log.opened && lines.length === 0 && (
        <EmptyState small title={t(live ? "log.nothingYet" : "log.nothing")} />
      )}
      <LogLines
        lines={lines}
        wanted={finder.wanted}
        target={finder.target}
        jump={finder.jump}
        follow={follow}
        onFollow={setFollow}
        takePrepended={log.takePrepended}
        onTop={onTop}
        detached={detached}
        onBottom={onBottom}
        onLine={(index) =>
          void finder.go({
            offset: offsetOf(buffer, index),
            line: buffer.firstLine === null ? null : buffer.firstLine + index,
          })
        }
        label={label}
        wrap={wrap}
        firstNumber={buffer.firstLine}
      />
    </div>
  );
}
