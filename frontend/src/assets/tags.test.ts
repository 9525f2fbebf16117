import { expect, it } from "vitest";
import { readFilter, tagChips, tagKeys, tagWords, writeFilter } from "./tags";

it("a tag is asked for as key=value and read as key: value", () => {
  expect(tagKeys({ team: "vision", beta: "" })).toEqual(["team=vision", "beta"]);
  expect(tagWords("team=vision")).toBe("team: vision");
});

it("chips are the tags that tell assets apart, with those chosen first", () => {
  const items = [
    { tags: { team: "vision", kind: "asset" } },
    { tags: { team: "text", kind: "asset" } },
    { tags: { team: "text", kind: "asset" } },
  ];
  expect(tagChips(items, [])).toEqual(["team=text", "team=vision"]);
  expect(tagChips(items, ["team=vision"])).toEqual(["team=vision", "team=text"]);
});

it("a chosen tag stays in sight when nothing has it", () => {
  expect(tagChips([], ["gone"])).toEqual(["gone"]);
});

it("the filter of a list survives its address", () => {
  const filter = { search: "a b", type: "mltable", tags: ["x=1", "y"], archived: "include" as const };
  expect(readFilter(writeFilter(filter))).toEqual(filter);
});

it("an address that says nonsense asks for everything that is not archived", () => {
  expect(readFilter(new URLSearchParams("archived=yes")).archived).toBe("exclude");
});
