// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ApiError, apiUrl, onReachable, setCsrf } from "./client";
import { emptyCanvas } from "../graph/document";
import { server } from "./server";

function answer(status: number, body: unknown) {
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(
    async () => new Response(JSON.stringify(body), { status }),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

afterEach(() => vi.unstubAllGlobals());

const canvas = emptyCanvas("a");

describe("the client", () => {
  it("leaves empty query values out", () => {
    expect(apiUrl("jobs", { status: "Failed", search: "", after: null, tag: ["a", "b"] })).toBe(
      "/api/v1/jobs?status=Failed&tag=a&tag=b",
    );
  });

  it("sends the CSRF token with what changes something", async () => {
    const fetch = answer(200, {});
    setCsrf("secret");
    await server.put("drafts/{draft_id}", { path: { draft_id: "a/b" }, body: { canvas, revision: 3 } });
    const init = fetch.mock.calls[0]![1];
    expect((init.headers as Record<string, string>)["X-CSRFToken"]).toBe("secret");
    expect(fetch.mock.calls[0]![0]).toBe("/api/v1/drafts/a%2Fb");
    expect(JSON.parse(init.body as string)).toEqual({ canvas, revision: 3 });
  });

  it("gives code, hint and problems of a refusal", async () => {
    answer(422, {
      error: { code: "invalid", message: "No.", hint: "Do x.", problems: [{ code: "p" }] },
      draft: { id: "1" },
    });
    const error = await server.post("jobs", { body: { draft: "1" } }).catch((e: unknown) => e as ApiError);
    expect(error).toMatchObject({
      status: 422,
      code: "invalid",
      hint: "Do x.",
      unreachable: false,
      body: { draft: { id: "1" } },
    });
    expect((error as ApiError).problems).toHaveLength(1);
  });

  it("sends a double click's request once, and again when it is meant", async () => {
    vi.useFakeTimers();
    const fetch = answer(201, { id: "d" });
    const ask = () => server.post("drafts", { body: { name: "twice" } });
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.map(({ id }) => id)).toEqual(["d", "d"]);
    expect(fetch).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    fetch.mockImplementation(async () => new Response(JSON.stringify({ id: "e" }), { status: 201 }));
    expect((await ask()).id).toBe("e");
    vi.useRealTimers();
  });

  it("tells an absent server from a refusing one", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(new TypeError("failed"))),
    );
    const heard: boolean[] = [];
    const stop = onReachable((reachable) => heard.push(reachable));
    const error = (await server.get("me").catch((e: unknown) => e)) as ApiError;
    stop();
    expect(error.unreachable).toBe(true);
    expect(heard).toEqual([false]);
  });
});
