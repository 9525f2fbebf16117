import { describe, expect, it } from "vitest";
import { freshNode } from "../live/reduce";
import type { NodeState, StatusWord } from "../live/types";
import { ancestors, outlineRows, type OutlineFilter } from "./tree";

const node = (status: StatusWord, extra: Partial<NodeState> = {}): NodeState => ({
  ...freshNode("command"),
  status,
  ...extra,
});
const all: OutlineFilter = { search: "", status: null, failedFirst: false, closed: new Set() };
const nodes = {
  prep: node("Completed", { reused_from: "job-1/prep" }),
  sub: node("Running"),
  "sub/one": node("Completed"),
  "sub/two": node("Failed"),
  last: node("Failed"),
};
const paths = (filter: Partial<OutlineFilter>) =>
  outlineRows(nodes, { ...all, ...filter }).map((row) => row.path);

describe("the outline", () => {
  it("is a tree in the order of the document", () => {
    expect(paths({})).toEqual(["prep", "sub", "sub/one", "sub/two", "last"]);
    expect(outlineRows(nodes, all)[2]).toMatchObject({ depth: 1, name: "one" });
  });

  it("hides what is inside a closed node", () =>
    expect(paths({ closed: new Set(["sub"]) })).toEqual(["prep", "sub", "last"]));

  it("keeps the ancestors of what matches, even closed ones", () => {
    expect(paths({ search: "TWO", closed: new Set(["sub"]) })).toEqual(["sub", "sub/two"]);
    expect(paths({ status: "Failed" })).toEqual(["sub", "sub/two", "last"]);
    expect(paths({ status: "reused" })).toEqual(["prep"]);
  });

  it("puts failed ones first on demand, among their siblings", () => {
    expect(paths({ failedFirst: true })).toEqual(["last", "sub", "sub/two", "sub/one", "prep"]);
  });

  it("of 5,000 nodes is made in a blink", () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [
        n % 10 ? `g${Math.floor(n / 10)}/n${n}` : `g${n / 10}`,
        node("Queued"),
      ]),
    );
    const start = performance.now();
    expect(outlineRows(many, { ...all, failedFirst: true })).toHaveLength(5000);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("knows the way down to a node", () => expect(ancestors("a/b/c")).toEqual(["a", "a/b"]));
});
