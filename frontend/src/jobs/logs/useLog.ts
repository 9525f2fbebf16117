/** A live log for a component: woken by the websocket, backed by a slow poll, read by byte offset. */
import { useCallback, useEffect, useRef, useState } from "react";
import { EMPTY_LOG, type LogBuffer } from "./buffer";
import { fetchLog, type LogPlace } from "./client";
import { logKey, useLiveRun } from "../live/store";
import { LogTail, type LogAt } from "./tail";

export interface LiveLog {
  buffer: LogBuffer;
  opened: boolean;
  error: unknown;
  tail: LogTail | null;
  /** Lines that came in front since the last render, so that the view can stay where it is. */
  takePrepended: () => number;
}

const SLOW_POLL = 3000;

export function useLog(place: LogPlace, live: boolean, version: string, at: LogAt | null): LiveLog {
  const { job, path, file, attempt } = place;
  const [buffer, setBuffer] = useState<LogBuffer>(EMPTY_LOG);
  const [opened, setOpened] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tail, setTail] = useState<LogTail | null>(null);
  const prepended = useRef(0);
  // Where the address points when the log opens; later places are gone to by `seek`.
  const first = useRef(at);

  useEffect(() => {
    const abort = new AbortController();
    const made = new LogTail(
      (offset, limit) => fetchLog({ job, path, file, attempt }, offset, limit, abort.signal),
      (next, added) => {
        prepended.current += added;
        setBuffer(next);
        setOpened(true);
      },
    );
    prepended.current = 0;
    setBuffer(EMPTY_LOG);
    setOpened(false);
    setError(null);
    setTail(made);
    return () => abort.abort();
  }, [job, path, file, attempt]);

  const told = useLiveRun((state) => state.logSizes[logKey(path, file)] ?? 0);
  useEffect(() => {
    if (!tail) return;
    let alone = true;
    const begin = first.current;
    first.current = null;
    const read = () =>
      (begin && !tail.opened ? tail.seek(begin) : tail.follow()).then(
        () => alone && setError(null),
        (problem: unknown) => alone && setError(problem),
      );
    void read();
    const timer = live ? window.setInterval(() => void read(), SLOW_POLL) : null;
    return () => {
      alone = false;
      if (timer !== null) window.clearInterval(timer);
    };
  }, [tail, live, told, version]);

  const takePrepended = useCallback(() => {
    const added = prepended.current;
    prepended.current = 0;
    return added;
  }, []);
  return { buffer, opened, error, tail, takePrepended };
}
