import { expect, it } from "vitest";
import { patchRows } from "./patch";

const DIFF = "--- a/train.py\n+++ b/train.py\n@@ -3,3 +3,3 @@\n same\n-old\n+new\n end\n";

it("each line of a diff knows its number on both sides", () => {
  expect(patchRows(DIFF).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
    ["hunk", null, null, "@@ -3,3 +3,3 @@"],
    ["same", 3, 3, "same"],
    ["removed", 4, null, "old"],
    ["added", null, 4, "new"],
    ["same", 5, 5, "end"],
  ]);
});

it("a line that begins with dashes inside a hunk is a removed line", () => {
  expect(patchRows("@@ -1 +0,0 @@\n--- x\n")[1]).toMatchObject({ kind: "removed", text: "-- x" });
});

it("no diff has no rows", () => {
  expect(patchRows("")).toEqual([]);
});
