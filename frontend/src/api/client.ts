/** One way to the server: CSRF, errors with code, message, hint and problems. `server.ts` gives it types. */
import type { Problem } from "../graph/types";
import type { components } from "./types";

const BASE = "/api/v1/";

/** As the server says it; `id` is missing where it was never asked. */
type ErrorBody = Omit<components["schemas"]["ErrorBody"], "id" | "problems"> & {
  id?: string;
  problems?: Problem[];
};

/** What the server refused, or `code: "unreachable"` when it could not be asked. */
export class ApiError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly id: string | undefined;
  readonly problems: Problem[];

  constructor(
    readonly status: number,
    error: ErrorBody,
    /** The whole answer; some errors carry more (`draft` of a stale revision). */
    readonly body: Record<string, unknown> = {},
  ) {
    super(error.message);
    this.name = "ApiError";
    this.code = error.code;
    this.hint = error.hint;
    this.id = error.id;
    this.problems = error.problems ?? [];
  }

  /** The server was not there (or a proxy said so): worth trying again. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

type Listener = (reachable: boolean) => void;
const listeners = new Set<Listener>();

/** Hears after every request whether the server could be reached. */
export function onReachable(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let csrf = "";
export function setCsrf(token: string): void {
  csrf = token;
}

function csrfToken(): string {
  return csrf || (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "");
}

export type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>;

/** `jobs` + {status: "Failed"} -> `/api/v1/jobs?status=Failed`; empty values are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    if (typeof value === "object") value.forEach((one) => params.append(key, one));
    else params.append(key, String(value));
  }
  const text = params.toString();
  return BASE + path + (text ? `?${text}` : "");
}

async function readError(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy's HTML page: the status line is all there is to say.
  }
  const error = (body.error as ErrorBody | undefined) ?? {
    code: `http_${response.status}`,
    message: `${response.status} ${response.statusText}`.trim(),
  };
  return new ApiError(response.status, error, body);
}

/** Sent as JSON, or as it is when it is a FormData. */
export type Body = unknown;

export interface RequestOptions {
  query?: Query;
  body?: Body;
  signal?: AbortSignal;
  /** The page is going away: let the request outlive it. */
  keepalive?: boolean;
}

/** The answer itself, for text and bytes. Throws ApiError. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": document.documentElement.lang,
  };
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: "same-origin",
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    listeners.forEach((listener) => listener(false));
    throw new ApiError(0, { code: "unreachable", message: "The server does not answer." });
  }
  const gone = response.status === 502 || response.status === 504;
  listeners.forEach((listener) => listener(!gone));
  if (!response.ok) throw await readError(response);
  return response;
}
