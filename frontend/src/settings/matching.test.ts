import { describe, expect, it } from "vitest";
import { mappedPath, matchingRule, moved, namesOf, outcomeOf, patternToRegExp } from "./matching";

const rules = [
  { match: "AzureML-sklearn-0.24*" },
  { match: "" },
  { match: "image:mcr.microsoft.com/*" },
  { match: "AzureML-*" },
];

describe("the rule of an environment", () => {
  it("is the first that fits any of its names", () => {
    expect(matchingRule(rules, "azureml:AzureML-sklearn-0.24-ubuntu18.04-py37-cpu:44")).toBe(0);
    expect(
      matchingRule(rules, "azureml://registries/azureml/environments/AzureML-tensorflow-2.12/versions/3"),
    ).toBe(3);
    expect(matchingRule(rules, "image:mcr.microsoft.com/azureml/base:latest")).toBe(2);
    expect(matchingRule(rules, "my-own:1")).toBe(-1);
    expect(matchingRule(rules, "  ")).toBe(-1);
  });

  it("is a built-in one only for what nobody registered", () => {
    const table = [
      { match: "mine*", builtin: false },
      { match: "*", builtin: true },
    ];
    expect(outcomeOf(table, "azureml:sk:1", ["sk", "current"])).toEqual({ kind: "itself", name: "sk" });
    expect(outcomeOf(table, "current", ["sk", "current"])).toEqual({ kind: "itself", name: "current" });
    expect(outcomeOf(table, "mine:2", ["mine"])).toEqual({ kind: "rule", at: 0 });
    expect(outcomeOf(table, "azureml://registries/azureml/environments/sk/versions/1", ["sk"])).toEqual({
      kind: "rule",
      at: 1,
    });
    expect(outcomeOf([], "other", [])).toEqual({ kind: "none" });
  });

  it("goes by the name as written, without its prefix, and bare", () => {
    expect(namesOf("azureml:sk:3")).toEqual(["azureml:sk:3", "sk:3", "sk"]);
    expect(namesOf("sk@latest")).toEqual(["sk@latest", "sk"]);
  });

  it("takes signs of a shell pattern and no others", () => {
    expect(patternToRegExp("a.c").test("abc")).toBe(false);
    expect(patternToRegExp("a?c").test("abc")).toBe(true);
    expect(patternToRegExp("py3[89]").test("py38")).toBe(true);
    expect(patternToRegExp("py3[!89]").test("py38")).toBe(false);
    expect(patternToRegExp("a[b").test("a[b")).toBe(true);
    expect(patternToRegExp("(a|b)+").test("(a|b)+")).toBe(true);
  });
});

describe("the path of an address", () => {
  const maps = [
    { from: "https://host/data", to: "/mnt/data/" },
    { from: "https://host/data/big", to: "/big" },
    { from: "azureml:titanic", to: "/titanic.csv" },
  ];
  it("comes from the longest prefix", () => {
    expect(mappedPath(maps, "https://host/data/a.csv")?.path).toBe("/mnt/data/a.csv");
    expect(mappedPath(maps, "https://host/data/big/b.csv")?.path).toBe("/big/b.csv");
    expect(mappedPath(maps, "azureml:titanic@latest")?.path).toBe("/titanic.csv");
  });
  it("is no neighbour's", () => {
    expect(mappedPath(maps, "https://host/data2/a.csv")).toBeNull();
    expect(mappedPath([{ from: "", to: "/x" }], "https://host")).toBeNull();
  });
});

it("an item moves within the list and never out of it", () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, 3)).toEqual([1, 2, 3]);
});
