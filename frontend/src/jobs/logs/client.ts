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
  const next = number("X-Next", offset + bytes.length);
  const size = number("X-Size", next);
  return { offset, next, bytes, size, eof: /^(1|true)$/i.test(response.headers.get("X-Eof") ?? "") };
}
