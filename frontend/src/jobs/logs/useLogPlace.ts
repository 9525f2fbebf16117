/** Which log, which attempt and which line the address names, so that a line can be linked to. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { LogAt } from "./tail";

export interface LogChoice {
  /** Null: the step's own log. */
  file: string | null;
  /** Null: the newest. */
  attempt: number | null;
  at: LogAt | null;
}

const whole = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) : null;

export function readChoice(params: URLSearchParams): LogChoice {
  const offset = whole(params.get("at"));
  return {
    file: params.get("file"),
    attempt: whole(params.get("attempt")),
    at: offset === null ? null : { offset, line: whole(params.get("line")) },
  };
}

export function writeChoice(params: URLSearchParams, choice: LogChoice): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (key: string, value: string | number | null) =>
    value === null ? next.delete(key) : next.set(key, String(value));
  put("file", choice.file);
  put("attempt", choice.attempt);
  put("at", choice.at?.offset ?? null);
  put("line", choice.at?.line ?? null);
  return next;
}

export function useLogPlace() {
  const [params, setParams] = useSearchParams();
  const choice = useMemo(() => readChoice(params), [params]);
  const go = useCallback(
    (part: Partial<LogChoice>) =>
      setParams((before) => writeChoice(before, { ...readChoice(before), ...part }), { replace: true }),
    [setParams],
  );
  return { ...choice, go };
}
