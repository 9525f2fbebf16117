/** One search over a log that may be long and may grow: asked piece by piece, steppable, stopped when the question changes. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { LogPlace } from "./client";
import { askMatches, joined, PAGE, type Match, type Question } from "./search";

export interface Search {
  matches: Match[];
  /** Bytes of the file that were looked through, and all there are. */
  seen: number;
  size: number;
  busy: boolean;
  error: unknown;
  /** There is more to find beyond what is shown. */
  more: (() => void) | null;
}

const NOTHING: Omit<Search, "more"> & { next: number | null } = {
  matches: [],
  seen: 0,
  size: 0,
  busy: false,
  error: null,
  next: null,
};

/** `size` is that of the file as the page knows it, `settled` the end of its last whole line. */
export function useSearch(place: LogPlace, question: Question, size: number, settled: number): Search {
  const { job, path, file, attempt } = place;
  const { text, regex, cased } = question;
  const [state, setState] = useState(NOTHING);
  const [wanted, setWanted] = useState(PAGE);
  const going = useRef<AbortController | null>(null);

  const run = useCallback(
    async (from: number, found: Match[], most: number) => {
      going.current?.abort();
      const abort = new AbortController();
      going.current = abort;
      let after = from;
      let matches = found;
      setState((old) => ({ ...old, matches, busy: true, error: null }));
      try {
        for (;;) {
          const limit = Math.max(1, most - matches.length);
          const answer = await askMatches(
            { job, path, file, attempt },
            { text, regex, cased },
            after,
            limit,
            abort.signal,
          );
          if (abort.signal.aborted) return;
          matches = joined(matches, after, answer.matches);
          const ended = answer.next === null || answer.next <= after || matches.length >= most;
          setState({
            matches,
            seen: answer.next ?? answer.size,
            size: answer.size,
            busy: !ended,
            error: null,
            next: answer.next,
          });
          if (ended) return;
          after = answer.next!;
        }
      } catch (error) {
        if (!abort.signal.aborted) setState((old) => ({ ...old, busy: false, error }));
      }
    },
    [job, path, file, attempt, text, regex, cased],
  );

  useEffect(() => {
    setWanted(PAGE);
    if (text === "") {
      going.current?.abort();
      setState(NOTHING);
      return;
    }
    const timer = window.setTimeout(() => void run(0, [], PAGE), 200);
    return () => {
      window.clearTimeout(timer);
      going.current?.abort();
    };
  }, [run, text]);

  // What is written after the search is searched too, from the last line that was whole.
  const { busy, next, seen, matches } = state;
  useEffect(() => {
    if (text === "" || busy || next !== null || seen === 0 || size <= seen) return;
    const timer = window.setTimeout(() => void run(Math.min(settled, seen), matches, wanted + PAGE), 600);
    return () => window.clearTimeout(timer);
  }, [text, busy, next, seen, size, settled, matches, run, wanted]);

  const more =
    !busy && next !== null
      ? () => {
          setWanted(wanted + PAGE);
          void run(next, matches, matches.length + PAGE);
        }
      : null;
  return { ...state, more };
}
