/** One log of a child job: live, searched, jumped through, downloaded. */
import { ActionIcon, Button, Select, TextInput, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBarToDown,
  IconChevronDown,
  IconChevronUp,
  IconDownload,
  IconSearch,
  IconTextWrap,
} from "@tabler/icons-react";
import { useCallback, useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import { EmptyState, ErrorState, formatCount, formatSize, Skeletons } from "../../ui";
import { allLines, findLines, firstError } from "./buffer";
import { saveLog, type LogPlace } from "./client";
import { LogLines } from "./LogLines";
import classes from "./log.module.css";
import type { LiveLog } from "./useLog";
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
}

/** Where the search stands: lines that match and the one gone to. */
function useFinder(log: LiveLog, lines: readonly string[], stopFollowing: () => void) {
  const [search, setSearch] = useState("");
  const [target, setTarget] = useState<number | null>(null);
  const [jump, setJump] = useState(0);
  const [busy, setBusy] = useState(false);
  const [noError, setNoError] = useState(false);
  const needle = useDeferredValue(search);
  const found = useMemo(() => findLines(lines, needle), [lines, needle]);
  const at = target === null ? -1 : found.indexOf(target);
  const goTo = (line: number | null) => {
    if (line !== null) stopFollowing();
    setTarget(line);
    setJump((count) => count + 1);
  };
  const wanted = useRef(0);
  /** Reads the older part first, so that nothing of the file is left out. */
  const withAll = (work: () => void) => {
    if (!log.tail || log.buffer.start === 0) return work();
    const mine = ++wanted.current;
    setBusy(true);
    void log.tail
      .everything(() => wanted.current === mine)
      .finally(() => {
        setBusy(false);
        if (wanted.current === mine) work();
      });
  };
  const step = (by: 1 | -1) => {
    if (found.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length;
    goTo(found[next] ?? null);
  };
  const toError = () =>
    withAll(() => {
      const line = firstError(allLines(log.tail?.buffer ?? log.buffer));
      goTo(line < 0 ? null : line);
      setNoError(line < 0);
    });
  return { search, setSearch, needle, found, at, target, jump, busy, noError, step, toError, withAll };
}

type Finder = ReturnType<typeof useFinder>;

function SearchBox({ finder, whole }: { finder: Finder; whole: boolean }) {
  const { t, i18n } = useTranslation("jobs");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (whole) finder.step(event.shiftKey ? -1 : 1);
    else finder.withAll(() => undefined);
  };
  const total = formatCount(finder.found.length, i18n.language);
  const words = finder.busy
    ? t("log.reading")
    : finder.found.length === 0
      ? t("log.notFound")
      : finder.at < 0
        ? t("log.found", { count: finder.found.length, total })
        : t("log.foundAt", { at: finder.at + 1, total });
  return (
    <>
      <TextInput
        className={classes.search}
        aria-label={t("log.search")}
        placeholder={t("log.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={finder.search}
        onChange={(event) => finder.setSearch(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {finder.noError && (
        <span className={classes.found} role="status">
          {t("log.noError")}
        </span>
      )}
      {(finder.needle !== "" || finder.busy) && (
        <span className={classes.found} role="status">
          {words}
        </span>
      )}
      <ActionIcon
        aria-label={t("log.previous")}
        onClick={() => finder.step(-1)}
        disabled={finder.found.length === 0}
      >
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label={t("log.next")}
        onClick={() => finder.step(1)}
        disabled={finder.found.length === 0}
      >
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
    </>
  );
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
          data={files.map((file) => ({ value: file.name, label: file.name }))}
          value={place.file}
          allowDeselect={false}
          onChange={(file) => file && onFile(file)}
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

export function LogView(props: LogViewProps) {
  const { place, live, version, label } = props;
  const { t } = useTranslation("jobs");
  const log = useLog(place, live, version);
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useRemembered("log.wrap", false);
  const lines = useMemo(() => allLines(log.buffer), [log.buffer]);
  const stopFollowing = useCallback(() => setFollow(false), []);
  const finder = useFinder(log, lines, stopFollowing);
  const whole = log.buffer.start === 0;
  const onTop = useCallback(() => void log.tail?.older().catch(() => undefined), [log.tail]);
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
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Pickers {...props} />
        <SearchBox finder={finder} whole={whole} />
        {tool("log.firstError", <IconAlertTriangle size={16} aria-hidden />, undefined, finder.toError)}
        {tool("log.wrap", <IconTextWrap size={16} aria-hidden />, wrap, () => setWrap(!wrap))}
        {tool("log.follow", <IconArrowBarToDown size={16} aria-hidden />, follow, () => setFollow(!follow))}
        <Tooltip label={t("log.download")}>
          <ActionIcon
            aria-label={t("log.download")}
            onClick={() =>
              void saveLog(place, `${place.path.replaceAll("/", "_") || place.job}.txt`).catch(
                () => undefined,
              )
            }
          >
            <IconDownload size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {!whole && log.opened && (
        <div className={classes.note}>
          {t("log.part", {
            shown: formatSize(log.buffer.end - log.buffer.start),
            size: formatSize(log.buffer.size),
          })}{" "}
          <Button
            variant="transparent"
            size="compact-xs"
            onClick={() => finder.withAll(() => undefined)}
            loading={finder.busy}
          >
            {t("log.readAll")}
          </Button>
        </div>
      )}
      {Boolean(log.error) && !log.opened && <ErrorState error={log.error} what={t("log.unreadable")} />}
      {!log.opened && !log.error && <Skeletons rows={6} />}
      {log.opened && lines.length === 0 && (
        <EmptyState small title={t(live ? "log.nothingYet" : "log.nothing")} />
      )}
      <LogLines
        lines={lines}
        needle={finder.needle}
        target={finder.target}
        jump={finder.jump}
        follow={follow}
        onFollow={setFollow}
        takePrepended={log.takePrepended}
        onTop={onTop}
        label={label}
        wrap={wrap}
        firstNumber={whole ? 1 : null}
      />
    </div>
  );
}
