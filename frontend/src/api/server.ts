/** The server's routes, typed by what it says of itself (`types.ts`, made by `make types`). Knows no page. */
import type { CanvasDoc, Interface, Interfaces, Problem } from "../graph/types";
import { type Body, type Query, send } from "./client";
import type { components, paths } from "./types";

export type Schemas = components["schemas"];

/** The build stops here when the server's word for something is no longer that of `graph/`. */
type Fits<Server extends Domain, Domain> = Server;
export type SameWords = [Fits<Schemas["Interface"], Interface>, Fits<Schemas["Problem"], Problem>];

/** A canvas is free JSON to the schema (its golden files hold it); here it has the words of `graph/`. */
type Drawn<T> = T extends { canvas: object; components: object }
  ? Omit<T, "canvas" | "components"> & { canvas: CanvasDoc; components: Interfaces }
  : T extends { items: (infer I)[] }
    ? Omit<T, "items"> & { items: Drawn<I>[] }
    : T;
type Drawing<T> = { [K in keyof T]: K extends "canvas" ? CanvasDoc : T[K] };

type Verb = "get" | "post" | "put" | "patch" | "delete";

/** Routes that know this verb, without `/api/v1/`. */
export type Route<V extends Verb> = {
  [P in keyof paths]: P extends `/api/v1/${infer R}` ? (paths[P][V] extends object ? R : never) : never;
}[keyof paths];

type Operation<V extends Verb, R extends string> = `/api/v1/${R}` extends infer P extends keyof paths
  ? paths[P][V]
  : never;

type JsonOf<T> = T extends { content: { "application/json": infer B } } ? B : never;

/** What the server answers when it agrees. */
export type Answer<V extends Verb, R extends string> =
  Operation<V, R> extends { responses: infer S }
    ? { [K in keyof S]: K extends 200 | 201 | 202 ? Drawn<JsonOf<S[K]>> : never }[keyof S]
    : never;

type Sent<V extends Verb, R extends string> =
  Operation<V, R> extends { requestBody: { content: infer C } }
    ? | (C extends { "application/json": infer B } ? Drawing<B> : never)
      | (C extends { "multipart/form-data": unknown } ? FormData : never)
    : undefined;

type PathOf<V extends Verb, R extends string> =
  Operation<V, R> extends { parameters: { path: infer P } } ? (P extends object ? P : undefined) : undefined;

type QueryOf<V extends Verb, R extends string> =
  Operation<V, R> extends { parameters: { query?: infer Q } }
    ? { [K in keyof NonNullable<Q>]?: NonNullable<Q>[K] | null }
    : undefined;

type Needed<K extends string, T> = [T] extends [undefined] ? { [P in K]?: never } : { [P in K]: T };

export type Ask<V extends Verb, R extends string> = Needed<"path", PathOf<V, R>> &
  Needed<"body", Sent<V, R>> & {
    query?: QueryOf<V, R>;
    signal?: AbortSignal | undefined;
    /** The page is going away: let the request outlive it. */
    keepalive?: boolean;
  };

/** An argument that may be left out when nothing in it is needed. */
type Args<V extends Verb, R extends string> = object extends Ask<V, R> ? [ask?: Ask<V, R>] : [ask: Ask<V, R>];

/** `jobs/{name}/logs` + {name: "a/b"} -> `jobs/a%2Fb/logs`. */
export function routePath(route: string, path: object = {}): string {
  const values = path as Record<string, unknown>;
  return route.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(values[name])));
}

interface Loose {
  path?: object;
  query?: object;
  body?: Body;
  signal?: AbortSignal;
  keepalive?: boolean;
}

/** A second click within this time is the first one's echo. */
const ECHO_MS = 500;
const going = new Map<string, Promise<unknown>>();

/** The same thing asked for again at once gets the first answer: a double click starts one job, not two. */
function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const before = going.get(key) as Promise<T> | undefined;
  if (before) return before;
  const answer = ask();
  going.set(key, answer);
  answer.then(
    () => window.setTimeout(() => going.delete(key), ECHO_MS),
    () => going.delete(key),
  );
  return answer;
}

const verb =
  <V extends Verb>(method: V) =>
  async <R extends Route<V>>(route: R, ...[ask]: Args<V, R>): Promise<Answer<V, R>> => {
    const { path, query, ...rest } = (ask ?? {}) as Loose;
    const place = routePath(route, path);
    const request = async () => {
      const response = await send(method.toUpperCase(), place, {
        ...rest,
        ...(query ? { query: query as Query } : {}),
      });
      return (response.status === 204 ? undefined : await response.json()) as Answer<V, R>;
    };
    if (method !== "post" || rest.body instanceof FormData) return request();
    return once(`${place} ${JSON.stringify(rest.body)}`, request);
  };

/** `server.get("jobs/{name}/graph", { path: { name }, query: { path } })`; throws ApiError. */
export const server = {
  get: verb("get"),
  post: verb("post"),
  put: verb("put"),
  patch: verb("patch"),
  delete: verb("delete"),
};
