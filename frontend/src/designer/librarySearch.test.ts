import { describe, expect, it } from "vitest";
import type { Interface, NamedInterface } from "../graph/types";
import { groupComponents, matching, tagsOf } from "./librarySearch";

const face = (name: string, more: Partial<Interface> = {}): NamedInterface => ({
  ref: `azureml:${name}:1`,
  version: "1",
  type: "command",
  inputs: [],
  outputs: [],
  ...more,
  name,
});

describe("the library", () => {
  it("shows each registered name once, in its latest version", () => {
    const items = [{ ...face("a"), latest: "2" }, { ...face("a", { version: "2" }), latest: "2" }, face("b")];
    expect(groupComponents(items, {})[1]?.items.map((one) => `${one.name}:${one.version}`)).toEqual([
      "a:2",
      "b:1",
    ]);
  });

  it("offers the files of the draft, named by their file when they have no name", () => {
    const own = {
      "./train.yml": face("", { ref: "./train.yml" }),
      "azureml:a:1": face("a"),
      "inline:x": face("x", { ref: "inline:x" }),
    };
    expect(groupComponents([], own)[0]?.items.map((one) => one.name)).toEqual(["train"]);
  });

  it("shows a component of the draft's own files once, not its registered twin too", () => {
    const own = { "./a.yml": face("a", { ref: "./a.yml" }) };
    expect(
      groupComponents([face("a"), face("b")], own).map((group) => group.items.map((one) => one.ref)),
    ).toEqual([["./a.yml"], ["azureml:b:1"]]);
  });

  it("searches every word in name, title, description and tags", () => {
    const one = face("train", { display_name: "Train a model", tags: { area: "vision" } });
    expect(matching(one, "model vis", null)).toBe(true);
    expect(matching(one, "model text", null)).toBe(false);
    expect(matching(one, "", "area: vision")).toBe(true);
    expect(matching(one, "", "area: text")).toBe(false);
  });

  it("offers only tags that tell components apart", () => {
    const items = [face("a", { tags: { all: "", some: "" } }), face("b", { tags: { all: "" } })];
    expect(tagsOf(groupComponents(items, {}))).toEqual(["some"]);
  });
});
