import { describe, expect, it } from "vitest";
import { applyEvents, applySnapshot, countChildren, countStatuses, freshNode } from "./reduce";
import type { RunEvent, RunSnapshot, StatusWord } from "./types";

const at = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, "0")}Z`;

function snapshot(seq = 0): RunSnapshot {
  return {
    seq,
    job: { status: "NotStarted", start_time: null, end_time: null, error: null, attempt: 1, warnings: [] },
    nodes: { prep: freshNode("command"), train: freshNode("command") },
  };
}

function status(seq: number, path: string, word: StatusWord, extra: Partial<RunEvent> = {}): RunEvent {
  return { seq, kind: "status", path, attempt: 1, at: at(seq), status: word, ...extra };
}

describe("events over a snapshot", () => {
  const story = [
    status(1, "", "Running"),
    status(2, "prep", "Queued"),
    status(3, "prep", "Running"),
    status(4, "prep", "Completed", { exit_code: 0 }),
    status(5, "train", "Failed", { exit_code: 2, error: "boom" }),
    status(6, "", "Failed", { error: "train failed" }),
  ];

  it("give the state of every node with its times", () => {
    const { state, gap } = applyEvents(snapshot(), story);
    expect(gap).toBe(false);
    expect(state.seq).toBe(6);
    expect(state.job).toMatchObject({
      status: "Failed",
      start_time: at(1),
      end_time: at(6),
      error: "train failed",
    });
    expect(state.nodes.prep).toMatchObject({
      status: "Completed",
      queued_time: at(2),
      start_time: at(3),
      end_time: at(4),
    });
    expect(state.nodes.train).toMatchObject({ status: "Failed", exit_code: 2, error: "boom" });
  });

  it("applied twice change nothing", () => {
    const once = applyEvents(snapshot(), story).state;
    const twice = applyEvents(once, story);
    expect(twice.state).toBe(once);
    expect(twice.changed).toEqual([]);
  });

  it("cut at any point and resumed with overlap end in the same state", () => {
    const whole = applyEvents(snapshot(), story).state;
    for (let cut = 0; cut <= story.length; cut += 1) {
      const first = applyEvents(snapshot(), story.slice(0, cut)).state;
      expect(applyEvents(first, story.slice(Math.max(0, cut - 2))).state).toEqual(whole);
    }
  });

  it("with a hole stop before the hole and say so", () => {
    const { state, gap } = applyEvents(snapshot(), [story[0]!, story[3]!]);
    expect(gap).toBe(true);
    expect(state.seq).toBe(1);
    expect(state.nodes.prep!.status).toBe("NotStarted");
  });

  it("name the paths that changed", () => {
    expect(applyEvents(snapshot(), story.slice(0, 2)).changed).toEqual(["", "prep"]);
  });

  it("leave untouched nodes identical, so that they do not render again", () => {
    const before = snapshot();
    expect(applyEvents(before, story.slice(0, 4)).state.nodes.train).toBe(before.nodes.train);
  });
});

describe("a new attempt", () => {
  it("forgets the exit code, error and times of the one before", () => {
    const failed = applyEvents(snapshot(), [
      status(1, "prep", "Running"),
      status(2, "prep", "Failed", { exit_code: 1, error: "x" }),
    ]);
    const again = applyEvents(failed.state, [status(3, "prep", "Queued", { attempt: 2 })]).state.nodes.prep!;
    expect(again).toMatchObject({
      status: "Queued",
      attempt: 2,
      exit_code: null,
      error: null,
      start_time: null,
      end_time: null,
    });
  });

  it("is not undone by a late report of the earlier one", () => {
    const second = applyEvents(snapshot(), [status(1, "prep", "Queued", { attempt: 2 })]).state;
    const late = applyEvents(second, [status(2, "prep", "Failed", { attempt: 1 })]).state;
    expect(late.nodes.prep).toMatchObject({ status: "Queued", attempt: 2 });
  });
});

describe("a step that waits again", () => {
  it("begins with an empty slate, and only Running starts its clock", () => {
    const ran = applyEvents(snapshot(), [
      status(1, "prep", "Preparing"),
      status(2, "prep", "Running"),
      status(3, "prep", "Queued"),
    ]);
    expect(ran.state.nodes.prep).toMatchObject({ queued_time: at(3), start_time: null, end_time: null });
    expect(applyEvents(snapshot(), [status(1, "prep", "Preparing")]).state.nodes.prep!.start_time).toBeNull();
  });
});

describe("the counts of a run", () => {
  it("are of steps, not of the pipelines around them", () => {
    expect(
      countStatuses({ "": freshNode("pipeline"), sub: freshNode("pipeline"), "sub/a": freshNode("command") }),
    ).toEqual({
      NotStarted: 1,
    });
  });
});

describe("children born while the run goes on", () => {
  it("appear as nodes that have not started", () => {
    const born: RunEvent = {
      seq: 1,
      kind: "children",
      path: "train",
      attempt: 1,
      at: at(1),
      steps: [{ path: "train/trial-0001", name: "trial-0001", kind: "command" }],
    };
    const { state } = applyEvents(snapshot(), [born, status(2, "train/trial-0001", "Running")]);
    expect(state.nodes["train/trial-0001"]).toMatchObject({
      status: "Running",
      kind: "command",
      name: "trial-0001",
    });
    expect(countChildren(state.nodes, "train")).toEqual({ Running: 1, total: 1 });
  });
});

describe("a snapshot", () => {
  it("that is older than the events applied is ignored", () => {
    const newer = applyEvents(snapshot(), [status(1, "prep", "Running")]).state;
    expect(applySnapshot(newer, snapshot())).toBe(newer);
    expect(applySnapshot(null, snapshot(9)).seq).toBe(9);
  });
});
