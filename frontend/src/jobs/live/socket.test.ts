import { describe, expect, it } from "vitest";
import { Coalescer } from "./coalesce";
import { FakeSocket, FakeTimers } from "./fakes";
import { applyEvents, freshNode } from "./reduce";
import { backOff, FIRST_DELAY, LONGEST_DELAY, ResumingSocket, SILENCE } from "./socket";
import type { ConnectionState, RunEvent, RunFrame, RunSnapshot } from "./types";

function harness() {
  const timers = new FakeTimers();
  const sockets: FakeSocket[] = [];
  const states: ConnectionState[] = [];
  const frames: unknown[] = [];
  let cursor = 0;
  const socket = new ResumingSocket({
    url: () => `/ws/jobs/a?after=${cursor}`,
    onFrame: (frame) => {
      frames.push(frame);
      cursor = (frame as { seq: number }).seq;
    },
    onState: (state) => states.push(state),
    open: (url) => {
      const fake = new FakeSocket(url);
      sockets.push(fake);
      return fake;
    },
    timers,
    random: () => 1,
  });
  return { timers, sockets, states, frames, socket };
}

describe("the resuming socket", () => {
  it("connects again from the last number it saw", () => {
    const { timers, sockets, states, socket } = harness();
    socket.start();
    sockets[0]!.accept();
    sockets[0]!.give({ type: "events", events: [], seq: 7 });
    sockets[0]!.cut();
    expect(states.at(-1)).toBe("retrying");
    timers.advance(FIRST_DELAY);
    expect(sockets[1]!.url).toBe("/ws/jobs/a?after=7");
    sockets[1]!.accept();
    expect(states.at(-1)).toBe("live");
  });

  it("waits longer after each failure, never longer than the ceiling", () => {
    const waits = Array.from({ length: 12 }, (_, failures) => backOff(failures, () => 1));
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(Math.max(...waits)).toBe(LONGEST_DELAY);
    expect(backOff(3, () => 0)).toBe(1000);
  });

  it("comes back quickly after a service restart", () => {
    const { timers, sockets, socket } = harness();
    socket.start();
    sockets[0]!.accept();
    sockets[0]!.cut(1012);
    timers.advance(300);
    expect(sockets).toHaveLength(2);
  });

  it("answers a ping and does not hand it on", () => {
    const { sockets, frames, socket } = harness();
    socket.start();
    sockets[0]!.accept();
    sockets[0]!.give({ type: "ping" });
    expect(sockets[0]!.sent).toEqual(['{"type":"pong"}']);
    expect(frames).toEqual([]);
  });

  it("takes a silent line for dead", () => {
    const { timers, sockets, states, socket } = harness();
    socket.start();
    sockets[0]!.accept();
    timers.advance(SILENCE + 1);
    expect(states.at(-1)).toBe("retrying");
    timers.advance(FIRST_DELAY);
    expect(sockets).toHaveLength(2);
  });

  it("does not come back once stopped or refused", () => {
    const one = harness();
    one.socket.start();
    one.socket.stop();
    one.timers.advance(60_000);
    expect(one.sockets).toHaveLength(1);
    const two = harness();
    two.socket.start();
    two.sockets[0]!.cut(4404);
    two.timers.advance(60_000);
    expect(two.sockets).toHaveLength(1);
    expect(two.states.at(-1)).toBe("closed");
  });
});

describe("the coalescer", () => {
  it("hands on the first at once and the rest ten times a second", () => {
    const timers = new FakeTimers();
    const given: number[][] = [];
    const coalescer = new Coalescer<number>((items) => given.push(items), 100, timers);
    for (let n = 0; n < 100; n += 1) {
      coalescer.push([n]);
      timers.advance(5);
    }
    timers.advance(100);
    expect(given[0]).toEqual([0]);
    expect(given.length).toBeLessThanOrEqual(7);
    expect(given.flat()).toHaveLength(100);
  });
});

describe("a line cut fifty times during a run", () => {
  it("ends in the same state as one never cut", () => {
    const words = ["Queued", "Running", "Completed"] as const;
    const events: RunEvent[] = Array.from({ length: 300 }, (_, index) => ({
      seq: index + 1,
      kind: "status",
      path: `n${Math.floor(index / 3)}`,
      attempt: 1,
      at: `t${index}`,
      status: words[index % 3]!,
    }));
    const empty: RunSnapshot = {
      seq: 0,
      job: { status: "Running", start_time: null, end_time: null, error: null, attempt: 1, warnings: [] },
      nodes: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, freshNode("command")])),
    };
    const timers = new FakeTimers();
    let state = empty;
    let current: FakeSocket | null = null;
    const socket = new ResumingSocket({
      url: () => String(state.seq),
      onFrame: (frame) => {
        state = applyEvents(state, (frame as Extract<RunFrame, { type: "events" }>).events).state;
      },
      onState: () => undefined,
      open: (url) => (current = new FakeSocket(url)),
      timers,
      random: () => 0.5,
    });
    socket.start();
    for (let cut = 0; cut < 50; cut += 1) {
      const line = current!;
      line.accept();
      const from = Number(line.url);
      const batch = events.slice(Math.max(0, from - 1), from + 6 + (cut % 3));
      line.give({ type: "events", events: batch, seq: batch.at(-1)!.seq });
      line.cut(cut % 2 ? 1006 : 1012);
      timers.advance(LONGEST_DELAY);
    }
    current!.accept();
    current!.give({ type: "events", events: events.slice(state.seq), seq: 300 });
    expect(state).toEqual(applyEvents(empty, events).state);
  });
});
