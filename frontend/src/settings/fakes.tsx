/** A page under test, with a server that answers from a table: `GET storage` -> what it says. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";

export interface Sent {
  method: string;
  path: string;
  body: unknown;
}

type Answers = Record<string, unknown | ((body: never) => unknown)>;

/** Replaces `fetch`; answers what was asked so far. A route that is not in the table is a 404 in words. */
export function serve(answers: Answers): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = (async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(String(input), "http://here");
    const path = url.pathname.replace("/api/v1/", "");
    const method = init.method ?? "GET";
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : init.body;
    sent.push({ method, path: path + url.search, body });
    const answer = answers[`${method} ${path}`];
    if (answer === undefined)
      return new Response(
        JSON.stringify({ error: { code: "not_found", message: `No ${method} ${path}.` } }),
        {
          status: 404,
        },
      );
    const said = typeof answer === "function" ? (answer as (body: unknown) => unknown)(body) : answer;
    return said instanceof Response ? said : new Response(JSON.stringify(said), { status: 200 });
  }) as typeof fetch;
  return sent;
}

export function showPage(page: ReactNode, address = "/") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ path: "*", element: page }], { initialEntries: [address] });
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
