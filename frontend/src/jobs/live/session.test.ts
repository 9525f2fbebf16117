import { describe, expect, it, vi } from "vitest";
import { FakeSocket, FakeTimers } from "./fakes";
import { freshNode } from "./reduce";
import { LiveSession } from "./session";
import { countParents, logKey, useLiveRun } from "./store";
import type { RunEvent, RunSnapshot, StatusWord } from "./types";

const snapshot = (seq: number, word: StatusWord = "NotStarted"): RunSnapshot => ({
  seq,
  job: { status: "Running", start_time: null, end_time: null, error: null, attempt: 1, warnings: [] },
  nodes: { "sub/a": { ...freshNode("command"), status: word }, sub: freshNode("pipeline") },
});
const event = (seq: number, status: StatusWord): RunEvent => ({
  seq,
  kind: "status",
  path: "sub/a",
  attempt: 1,
  at: "t",
  status,
});

function harness(states: (RunSnapshot | Error)[], isFinal?: (trouble: unknown) => boolean) {
  const sockets: FakeSocket[] = [];
  const timers = new FakeTimers();
  const fetchState = vi.fn(() => {
    const next = states.length > 1 ? states.shift()! : states[0]!;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  });
  const session = new LiveSession("job-1", {
    fetchState,
    socketUrl: (path) => path,
    ...(isFinal ? { isFinal } : {}),
    open: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    timers,
  });
  return { session, sockets, timers, fetchState };
}

describe("following a job", () => {
  it("applies events over the state read first, and counts the children of a parent", async () => {
    const { session, sockets } = harness([snapshot(4)]);
    await session.start();
    expect(sockets[0]!.url).toBe("/ws/jobs/job-1?after=4");
    sockets[0]!.accept();
    sockets[0]!.give({ type: "events", events: [event(5, "Completed")], seq: 5 });
    expect(useLiveRun.getState().run!.nodes["sub/a"]!.status).toBe("Completed");
    expect(useLiveRun.getState().children.sub).toEqual({ done: 1, total: 1 });
    expect(useLiveRun.getState().connection).toBe("live");
  });

  it("reads the state again when events are missing", async () => {
    const { session, sockets, fetchState } = harness([snapshot(1), snapshot(9, "Failed")]);
    await session.start();
    sockets[0]!.accept();
    sockets[0]!.give({ type: "events", events: [event(8, "Failed")], seq: 8 });
    await vi.waitFor(() => expect(sockets).toHaveLength(2));
    expect(fetchState).toHaveBeenCalledTimes(2);
    expect(sockets[1]!.url).toContain("after=9");
    expect(useLiveRun.getState().run!.nodes["sub/a"]!.status).toBe("Failed");
  });

  it("tries again by itself when the state cannot be read", async () => {
    const { session, sockets, timers } = harness([new Error("down"), snapshot(0)]);
    await session.start();
    expect(useLiveRun.getState().trouble).toBeInstanceOf(Error);
    timers.advance(2000);
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    expect(useLiveRun.getState().trouble).toBeNull();
  });

  it("does not ask again for a job that is not there", async () => {
    const { session, timers, fetchState } = harness([new Error("gone")], () => true);
    await session.start();
    timers.advance(60_000);
    expect(fetchState).toHaveBeenCalledTimes(1);
    expect(useLiveRun.getState().connection).toBe("closed");
  });

  it("keeps watching logs after a cut line", async () => {
    const { session, sockets, timers } = harness([snapshot(0)]);
    await session.start();
    sockets[0]!.accept();
    session.watch([{ path: "sub/a", file: "user_logs/std_log.txt" }]);
    sockets[0]!.give({ type: "logs", files: [{ path: "sub/a", file: "user_logs/std_log.txt", size: 42 }] });
    expect(useLiveRun.getState().logSizes[logKey("sub/a", "user_logs/std_log.txt")]).toBe(42);
    sockets[0]!.cut();
    timers.advance(20_000);
    sockets[1]!.accept();
    expect(sockets[1]!.sent.at(-1)).toContain("std_log.txt");
  });

  it("changes nothing after it stopped", async () => {
    const { session, sockets } = harness([snapshot(0)]);
    await session.start();
    session.stop();
    sockets[0]!.give({ type: "events", events: [event(1, "Running")], seq: 1 });
    expect(useLiveRun.getState().run!.seq).toBe(0);
  });
});

describe("counts of children", () => {
  it("of untouched parents are kept", () => {
    const nodes = snapshot(0).nodes;
    const before = { other: { done: 1, total: 2 } };
    expect(countParents(nodes, before, ["sub/a"])).toEqual({ ...before, sub: { done: 0, total: 1 } });
    expect(countParents(nodes, before, [""])).toBe(before);
  });
});
