import { expect, it } from "vitest";
import { factsOf, remotePage, weight } from "./facts";

it("facts are the keys of the file that the page does not show elsewhere, in its order", () => {
  const spec = {
    $schema: "x",
    name: "cpu",
    type: "amlcompute",
    size: "STANDARD_DS3_V2",
    min_instances: 0,
    identity: { type: "system_assigned" },
    tags: {},
  };
  expect(factsOf({ spec })).toEqual([
    ["size", "STANDARD_DS3_V2"],
    ["min_instances", "0"],
    ["identity", "type: system_assigned"],
  ]);
});

it("the files of an asset weigh what they weigh together", () => {
  expect(weight([{ size: 2 }, { size: 3 }])).toEqual({ count: 2, bytes: 5 });
});

it("a git remote is a page without its password", () => {
  expect(remotePage("https://me:secret@git.example.com/a/b.git")).toEqual({
    words: "git.example.com/a/b",
    href: "https://git.example.com/a/b",
  });
  expect(remotePage("git@git.example.com:a/b.git")?.href).toBe("https://git.example.com/a/b");
  expect(remotePage("/srv/git/a.git")).toEqual({ words: "/srv/git/a.git", href: null });
  expect(remotePage(null)).toBeNull();
});
