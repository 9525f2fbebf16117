/** Fetches pieces of a log by byte offset. Knows nothing of lines on a page. */
import { send } from "../../api/client";
import { jobPath } from "../api";

export interface LogPlace {
  job: string;
  path: string;
  file: string;
  attempt: number | null;
}

export interface Bytes {
  offset: number;
  next: number;
  bytes: Uint8Array;
  size: number;
  eof: boolean;
}

export const LOG_FILE = "user_logs/std_log.txt";
export const TAIL_WINDOW = 256 * 1024;
export const OLDER_WINDOW = 1024 * 1024;

export async function fetchLog(
  place: LogPlace,
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<Bytes> {
  const query = { path: place.path, file: place.file, offset, limit, attempt: place.attempt };
  const response = await send("GET", `${jobPath(place.job)}/logs`, { query, ...(signal ? { signal } : {}) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const number = (header: string, fallback: number) => {
    const text = response.headers.get(header);
    return text === null || Number.isNaN(Number(text)) ? fallback : Number(text);
  };
  const start = number("X-Offset", Math.max(0, offset));
  const next = number("X-Next", start + bytes.length);
  const size = number("X-Size", next);
  return { offset: start, next, bytes, size, eof: /^(1|true)$/i.test(response.headers.get("X-Eof") ?? "") };
}

const SAVE_WINDOW = 4 * 1024 * 1024;

/** The whole log as one file; the server gives it in pieces. */
export async function saveLog(place: LogPlace, name: string): Promise<void> {
  const pieces: BlobPart[] = [];
  for (let at = 0; ;) {
    const piece = await fetchLog(place, at, SAVE_WINDOW);
    if (piece.bytes.length === 0) break;
    pieces.push(piece.bytes as BlobPart);
    at = piece.next;
    if (at >= piece.size) break;
  }
  const href = URL.createObjectURL(new Blob(pieces, { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
}
