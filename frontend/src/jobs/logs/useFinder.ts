/** Where a reader of a log stands: what is searched, which match or line was gone to. */
import { useEffect, useMemo, useRef, useState } from "react";
import { lineAt } from "./buffer";
import type { LogPlace } from "./client";
import { askMatches, ERROR_PATTERN, marker, type Match, type Question } from "./search";
import type { LogAt } from "./tail";
import type { LiveLog } from "./useLog";
import { useSearch } from "./useSearch";

const NO_QUESTION: Question = { text: "", regex: false, cased: false };

export function useFinder(place: LogPlace, log: LiveLog, first: LogAt | null, stopFollowing: () => void) {
  const [question, setQuestion] = useState(NO_QUESTION);
  const [mark, setMark] = useState<LogAt | null>(first);
  const [jump, setJump] = useState(0);
  const [noError, setNoError] = useState(false);
  const { buffer, tail } = log;
  const search = useSearch(place, question, buffer.size, buffer.ends.at(-1) ?? buffer.start);
  const wanted = useMemo(() => marker(question), [question]);
  const asked = useRef(0);

  /** Brings the place into the page, then marks its line. */
  const go = async (to: LogAt) => {
    stopFollowing();
    setNoError(false);
    const mine = ++asked.current;
    await tail?.seek(to);
    if (asked.current !== mine) return;
    setMark(to);
    setJump((count) => count + 1);
  };
  const goMatch = (match: Match | undefined) => match && void go({ offset: match.offset, line: match.line });
  const at = mark === null ? -1 : search.matches.findIndex((match) => match.offset === mark.offset);
  // Enter may be pressed before the answer is there: the first match is gone to when it comes.
  const hasty = useRef(false);
  const earliest = search.matches[0];
  useEffect(() => {
    if (!hasty.current || !earliest) return;
    hasty.current = false;
    goMatch(earliest);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [earliest]);
  const step = (by: 1 | -1) => {
    const count = search.matches.length;
    hasty.current = count === 0 && question.text !== "";
    if (count === 0) return;
    // From a line that is no match, the next one is the next in the file.
    const after = mark === null ? 0 : search.matches.findIndex((match) => match.offset > mark.offset);
    const begin = by > 0 ? (after < 0 ? 0 : after) : (after < 0 ? count : after) - 1;
    goMatch(
      search.matches[((at >= 0 ? at + by : mark === null && by < 0 ? count - 1 : begin) + count) % count],
    );
  };
  const toError = async () => {
    const abort = new AbortController();
    const mine = ++asked.current;
    const pattern = { text: ERROR_PATTERN, regex: true, cased: true };
    for (let after: number | null = 0; after !== null && asked.current === mine;) {
      const answer: Awaited<ReturnType<typeof askMatches>> = await askMatches(
        place,
        pattern,
        after,
        1,
        abort.signal,
      );
      if (asked.current !== mine) return;
      if (answer.matches[0]) return goMatch(answer.matches[0]);
      after = answer.next !== null && answer.next > after ? answer.next : null;
    }
    setNoError(true);
  };
  const target = mark === null ? null : lineAt(buffer, mark.offset);
  return {
    question,
    setQuestion,
    search,
    wanted,
    at,
    target,
    jump,
    mark,
    noError,
    step,
    goMatch,
    go,
    toError,
  };
}

export type Finder = ReturnType<typeof useFinder>;
