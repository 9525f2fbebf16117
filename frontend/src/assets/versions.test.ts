import { expect, it } from "vitest";
import { compareVersions, newestFirst, stepBefore } from "./versions";

const made = (version: string, minute: number) => ({
  version,
  created: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
});

it("versions count as people count", () => {
  expect(["10", "9", "1.10", "1.9"].sort(compareVersions)).toEqual(["1.9", "1.10", "9", "10"]);
});

it("the newest is what was registered last, whatever its number", () => {
  expect(newestFirst([made("2", 1), made("hotfix", 3), made("3", 2)]).map((one) => one.version)).toEqual([
    "hotfix",
    "3",
    "2",
  ]);
});

it("versions of one moment go by number", () => {
  expect(newestFirst([made("2", 1), made("10", 1)]).map((one) => one.version)).toEqual(["10", "2"]);
});

it("each version but the first followed another", () => {
  const all = newestFirst([made("1", 1), made("2", 2)]);
  expect(stepBefore(all, "2")).toBe("1");
  expect(stepBefore(all, "1")).toBeNull();
});
