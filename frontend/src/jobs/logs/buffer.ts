/** The part of a log file that the page holds: whole lines between two byte offsets, grown at either end. Pure. */

export interface LogBuffer {
  /** Byte offsets of the first and the after-last byte held. */
  start: number;
  end: number;
  lines: string[];
  /** An unfinished last line: bytes after the last newline, kept so that the next piece joins it. */
  tail: string;
  /** Size of the whole file as last told. */
  size: number;
  eof: boolean;
}

export const EMPTY_LOG: LogBuffer = { start: 0, end: 0, lines: [], tail: "", size: 0, eof: false };

export interface Piece {
  offset: number;
  /** Byte offset after the last byte given. */
  next: number;
  text: string;
  size: number;
  eof: boolean;
}

/** Drops the first, cut line of bytes that do not begin at the start of the file. */
export function dropCutLine(bytes: Uint8Array, offset: number): { bytes: Uint8Array; offset: number } {
  if (offset === 0) return { bytes, offset };
  const newline = bytes.indexOf(10);
  if (newline < 0) return { bytes, offset };
  return { bytes: bytes.subarray(newline + 1), offset: offset + newline + 1 };
}

/** A piece after the end. One that overlaps or leaves a hole is refused (null): ask again from `end`. */
export function append(buffer: LogBuffer, piece: Piece): LogBuffer | null {
  if (piece.size < buffer.end) return { ...EMPTY_LOG, size: piece.size };
  if (piece.offset !== buffer.end) return null;
  if (piece.next === buffer.end) {
    return piece.size === buffer.size && piece.eof === buffer.eof
      ? buffer
      : { ...buffer, size: piece.size, eof: piece.eof };
  }
  const parts = (buffer.tail + piece.text).split("\n");
  const tail = parts.pop() ?? "";
  const lines = parts.length === 0 ? buffer.lines : buffer.lines.concat(parts);
  return { ...buffer, lines, tail, end: piece.next, size: piece.size, eof: piece.eof };
}

/** Whole lines before the start. `piece.next` must be `buffer.start`. */
export function prepend(buffer: LogBuffer, piece: Piece): { buffer: LogBuffer; added: number } | null {
  if (piece.next !== buffer.start) return null;
  const parts = piece.text.split("\n");
  if (parts.at(-1) === "") parts.pop();
  return {
    buffer: { ...buffer, lines: parts.concat(buffer.lines), start: piece.offset },
    added: parts.length,
  };
}

export function allLines(buffer: LogBuffer): string[] {
  return buffer.tail === "" ? buffer.lines : [...buffer.lines, buffer.tail];
}

export function findLines(lines: readonly string[], needle: string): number[] {
  const wanted = needle.toLowerCase();
  if (wanted === "") return [];
  const found: number[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    if (lines[index]!.toLowerCase().includes(wanted)) found.push(index);
  }
  return found;
}

const ERROR_LINE = [
  /Traceback \(most recent call last\)/,
  /(^|[\s.])[A-Za-z_]*(Error|Exception)\b\s*(:|$)/,
  /(^|[^\w-])(ERROR|FATAL|CRITICAL)([^\w-]|$)/,
  /^\s*(error|fatal|panic)\s*:/i,
  /^(bash|sh): .*(not found|No such file)|Segmentation fault|: error: /,
];

export function firstError(lines: readonly string[]): number {
  return lines.findIndex((line) => ERROR_LINE.some((sign) => sign.test(line)));
}
