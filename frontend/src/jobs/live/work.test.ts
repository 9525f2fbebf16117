import { expect, it } from "vitest";
import { freshNode } from "./reduce";
import type { NodeState } from "./types";
import { isJoined, workOf } from "./work";

const node = (fields: Partial<NodeState>): NodeState => ({ ...freshNode("command"), ...fields });

it("what is being prepared is told with how far it is, counted by the server or in its words", () => {
  const text = "building environment sklearn: 12 of 48 packages";
  expect(workOf(node({ status: "Preparing", progress: { text } }))).toEqual({ text, share: 0.25 });
  expect(workOf(node({ status: "Preparing", progress: { text, done: 1, total: 2 } }))?.share).toBe(0.5);
  expect(workOf(node({ status: "Preparing", progress: { text: "solving" } }))?.share).toBeNull();
});

it("a queued step says what it waits for", () => {
  expect(workOf(node({ status: "Queued", reason: "waits for 2 GPUs" }))?.text).toBe("waits for 2 GPUs");
});

it("words of the engine, and what is over, are no work", () => {
  expect(workOf(node({ status: "Queued", reason: "retry" }))).toBeNull();
  expect(workOf(node({ status: "Completed", progress: { text: "12 of 12" } }))).toBeNull();
  expect(workOf(node({ status: "Running", reason: "differs from the run before" }))).toBeNull();
});

it("a step that takes part in another's run is known by what it waits for", () => {
  const text = "waits for the same step, which runs in brave_otter";
  expect(isJoined(node({ status: "Queued", progress: { text } }))).toBe(true);
  expect(isJoined(node({ status: "Completed", progress: { text } }))).toBe(false);
  expect(isJoined(node({ status: "Queued", progress: { text: "attempt 2 in 8 s" } }))).toBe(false);
});
