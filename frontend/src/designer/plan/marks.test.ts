import { expect, it } from "vitest";
import type { PlannedNode } from "./api";
import { inOrder, planMarks } from "./marks";

const node = (path: string, decision: PlannedNode["decision"], sentence = ""): PlannedNode => ({
  path,
  decision,
  why: "",
  sentence,
  differs: [],
  origin: null,
});

it("a card has the mark of its step, with the reason", () => {
  const marks = planMarks([node("prep", "reuse"), node("train", "run", "Runs because rate changed.")]);
  expect(marks.get("prep")).toEqual({ decision: "reuse", why: "" });
  expect(marks.get("train")).toEqual({ decision: "run", why: "Runs because rate changed." });
});

it("a sub-pipeline is reused only when all in it is, else it says how much of it runs", () => {
  const marks = planMarks([node("part/a", "reuse"), node("part/b", "run"), node("part/c", "after"), node("whole/a", "reuse"), node("whole/b", "reuse")]); // prettier-ignore
  expect(marks.get("part")).toEqual({ decision: "run", why: "", runs: 2, of: 3 });
  expect(marks.get("whole")).toEqual({ decision: "reuse", why: "", runs: 0, of: 2 });
});

it("inside a sub-pipeline its own steps have the marks", () => {
  const marks = planMarks([node("part/a", "reuse"), node("other", "run")], "part");
  expect([...marks.keys()]).toEqual(["a"]);
});

it("what runs is listed first", () => {
  const nodes = inOrder([node("a", "reuse"), node("b", "after"), node("c", "run"), node("d", "reuse")]);
  expect(nodes.map((one) => one.path)).toEqual(["c", "b", "a", "d"]);
});
