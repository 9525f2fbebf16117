/** Splits a line with ANSI SGR codes into styled spans; other escape sequences are dropped. Pure. */

export interface Span {
  text: string;
  /** 0-15 name the palette; "#rrggbb" a 256 or true colour. */
  fg?: number | string;
  bg?: number | string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

type Style = Omit<Span, "text">;

// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b(?:\[([0-9;:?<=>!]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;
const LEVELS = [0, 95, 135, 175, 215, 255];

function hex(red: number, green: number, blue: number): string {
  return `#${[red, green, blue]
    .map((part) =>
      Math.min(255, part || 0)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function from256(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) return hex(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const cube = index - 16;
  return hex(LEVELS[Math.floor(cube / 36)]!, LEVELS[Math.floor(cube / 6) % 6]!, LEVELS[cube % 6]!);
}

function extended(codes: number[], at: number): { colour: number | string | undefined; used: number } {
  if (codes[at + 1] === 5) return { colour: from256(codes[at + 2] ?? 0), used: 2 };
  if (codes[at + 1] === 2)
    return { colour: hex(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), used: 4 };
  return { colour: undefined, used: 0 };
}

function without(style: Style, ...keys: (keyof Style)[]): Style {
  const rest = { ...style };
  for (const key of keys) delete rest[key];
  return rest;
}

function apply(style: Style, codes: number[]): Style {
  let next = style;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at]!;
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 3) next = { ...next, italic: true };
    else if (code === 4) next = { ...next, underline: true };
    else if (code === 22) next = without(next, "bold", "dim");
    else if (code === 23) next = without(next, "italic");
    else if (code === 24) next = without(next, "underline");
    else if (code >= 30 && code <= 37) next = { ...next, fg: code - 30 };
    else if (code >= 90 && code <= 97) next = { ...next, fg: code - 82 };
    else if (code === 39) next = without(next, "fg");
    else if (code >= 40 && code <= 47) next = { ...next, bg: code - 40 };
    else if (code >= 100 && code <= 107) next = { ...next, bg: code - 92 };
    else if (code === 49) next = without(next, "bg");
    else if (code === 38 || code === 48) {
      const { colour, used } = extended(codes, at);
      if (colour !== undefined) next = code === 38 ? { ...next, fg: colour } : { ...next, bg: colour };
      at += used;
    }
  }
  return next;
}

/** What a terminal leaves of a line that was rewritten with carriage returns (progress bars): the last writing. */
function lastWriting(line: string): string {
  const trimmed = line.endsWith("\r") ? line.slice(0, -1) : line;
  return trimmed.slice(trimmed.lastIndexOf("\r") + 1);
}

export function parseAnsi(raw: string): Span[] {
  const line = lastWriting(raw);
  if (!line.includes("\u001b")) return [{ text: line.replace(CONTROL, "") }];
  const spans: Span[] = [];
  let style: Style = {};
  let from = 0;
  const give = (to: number) => {
    const text = line.slice(from, to).replace(CONTROL, "");
    if (text) spans.push({ text, ...style });
  };
  for (const match of line.matchAll(ESCAPES)) {
    give(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m")
      style = apply(
        style,
        (match[1] ?? "").split(/[;:]/).map((code) => Number(code || 0)),
      );
  }
  give(line.length);
  return spans.length > 0 ? spans : [{ text: "" }];
}

export function plainText(raw: string): string {
  return parseAnsi(raw)
    .map((span) => span.text)
    .join("");
}
