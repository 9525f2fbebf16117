/** Searching a log on the server: the question, its answers joined in order, and what to mark in a line. Pure but for `askMatches`. */
import { server, type Schemas } from "../../api/server";
import { plainText } from "./ansi";
import type { LogPlace } from "./client";

/** `offset` is that of the text in the file, `start` and `end` those of the match in the text. */
export type Match = Schemas["LogMatch"];
/** `next`: where to go on; null at the end of the file. */
export type Matches = Schemas["LogMatches"];

export interface Question {
  text: string;
  regex: boolean;
  cased: boolean;
}

/** So many are asked for at once, and so many more each time somebody wants more. */
export const PAGE = 500;

export function askMatches(
  place: LogPlace,
  question: Question,
  after: number,
  limit: number,
  signal: AbortSignal,
): Promise<Matches> {
  const query = {
    node: place.path,
    file: place.file,
    attempt: place.attempt,
    q: question.text,
    regex: question.regex,
    case: question.cased,
    after,
    limit,
  };
  return server.get("jobs/{name}/logs/search", { path: { name: place.job }, query, signal });
}

/** Later answers replace what was found at and after the place they were asked from: a line may have grown meanwhile. */
export function joined(before: readonly Match[], after: number, more: readonly Match[]): Match[] {
  return [...before.filter((one) => one.offset < after), ...more];
}

/** What a browser can mark of the question; null when the pattern is none here (the server's answer says so too). */
export function marker({ text, regex, cased }: Question): RegExp | null {
  if (text === "") return null;
  try {
    return new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), cased ? "g" : "gi");
  } catch {
    return null;
  }
}

export interface Cut {
  text: string;
  hit: boolean;
}

const MOST_MARKS = 200;

/** A line in pieces, hits and what is between them. */
export function cuts(text: string, wanted: RegExp | null): Cut[] {
  if (wanted === null || text === "") return [{ text, hit: false }];
  const pieces: Cut[] = [];
  let from = 0;
  for (const found of text.matchAll(wanted)) {
    if (found[0] === "" || pieces.length > MOST_MARKS) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), hit: false });
    pieces.push({ text: found[0], hit: true });
    from = found.index + found[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}

const BEFORE = 40;
const SHOWN = 220;

/** A match as a row of a list: a window of its line, without escapes. */
export function excerpt(match: Match): Cut[] {
  const from = Math.max(0, match.start - BEFORE);
  const piece = (start: number, end: number) => plainText(match.text.slice(start, end));
  const cut: Cut[] = [
    { text: `${from > 0 ? "… " : ""}${piece(from, match.start)}`, hit: false },
    { text: piece(match.start, match.end), hit: true },
    { text: piece(match.end, match.end + SHOWN), hit: false },
  ];
  return cut.filter((one) => one.text !== "");
}

/** What a line that tells of an error looks like; understood by the server (Python) and by browsers alike. */
export const ERROR_PATTERN = [
  String.raw`Traceback \(most recent call last\)`,
  String.raw`(^|[\s.])[A-Za-z_]*(Error|Exception)\b\s*(:|$)`,
  String.raw`(^|[^\w-])(ERROR|FATAL|CRITICAL)([^\w-]|$)`,
  String.raw`^\s*([Ee]rror|ERROR|[Ff]atal|[Pp]anic)\s*:`,
  String.raw`^(bash|sh): .*(not found|No such file)|Segmentation fault|: error: `,
].join("|");
