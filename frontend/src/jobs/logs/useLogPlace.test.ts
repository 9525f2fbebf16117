import { expect, it } from "vitest";
import { readChoice, writeChoice } from "./useLogPlace";

it("an address names file, attempt and line, and leaves the rest of itself alone", () => {
  const before = new URLSearchParams("node=train&tab=logs&line=3&at=9");
  const choice = { file: "logs/epochs.txt", attempt: 2, at: { offset: 1234, line: null } };
  const after = writeChoice(before, choice);
  expect(after.get("node")).toBe("train");
  expect(after.has("line")).toBe(false);
  expect(readChoice(after)).toEqual(choice);
});

it("an address that is not understood names nothing", () => {
  expect(readChoice(new URLSearchParams("at=-5&attempt=x"))).toEqual({ file: null, attempt: null, at: null });
});
