/** The part of a log file that the page holds: whole lines between two byte offsets, grown at either end. Pure. */

export interface LogBuffer {
  /** Byte offsets of the first and the after-last byte held. */
  start: number;
  end: number;
  lines: string[];
  /** Where each line ends, as an offset in the file: lines of broken text have other lengths in bytes than in letters. */
  ends: number[];
  /** Number of the first line in the file, where it is known. */
  firstLine: number | null;
  /** An unfinished last line: bytes after the last newline, kept so that the next piece joins it. */
  tail: string;
  /** Size of the whole file as last told. */
  size: number;
  eof: boolean;
  /** A window that ends before the end of the file: what is written meanwhile is not for it. */
  detached: boolean;
}

export const EMPTY_LOG: LogBuffer = {
  start: 0,
  end: 0,
  lines: [],
  ends: [],
  firstLine: 1,
  tail: "",
  size: 0,
  eof: false,
  detached: false,
};

export interface Piece {
  offset: number;
  /** Byte offset after the last byte given. */
  next: number;
  text: string;
  /** As many as there are newlines in the text. */
  ends: number[];
  size: number;
  eof: boolean;
}

/** Offsets in the file behind each newline of these bytes. */
export function lineEnds(bytes: Uint8Array, offset: number): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(offset + at + 1);
  return ends;
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
  const grown =
    parts.length === 0
      ? {}
      : { lines: buffer.lines.concat(parts), ends: buffer.ends.concat(piece.ends.slice(0, parts.length)) };
  return { ...buffer, ...grown, tail, end: piece.next, size: piece.size, eof: piece.eof };
}

/** Whole lines before the start. `piece.next` must be `buffer.start`. */
export function prepend(buffer: LogBuffer, piece: Piece): { buffer: LogBuffer; added: number } | null {
  if (piece.next !== buffer.start) return null;
  const parts = piece.text.split("\n");
  if (parts.at(-1) === "") parts.pop();
  const firstLine =
    piece.offset === 0 ? 1 : buffer.firstLine === null ? null : buffer.firstLine - parts.length;
  return {
    buffer: {
      ...buffer,
      lines: parts.concat(buffer.lines),
      ends: piece.ends.slice(0, parts.length).concat(buffer.ends),
      start: piece.offset,
      firstLine,
    },
    added: parts.length,
  };
}

export function allLines(buffer: LogBuffer): string[] {
  return buffer.tail === "" ? buffer.lines : [...buffer.lines, buffer.tail];
}

/** Which line held has the byte at this offset; null when it is not held. */
export function lineAt(buffer: LogBuffer, offset: number): number | null {
  if (offset < buffer.start || offset >= buffer.end) return null;
  let [low, high] = [0, buffer.ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (buffer.ends[middle]! > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where a line held begins in the file. */
export const offsetOf = (buffer: LogBuffer, line: number): number =>
  line <= 0 ? buffer.start : (buffer.ends[line - 1] ?? buffer.end);

export const holds = (buffer: LogBuffer, offset: number): boolean => lineAt(buffer, offset) !== null;
