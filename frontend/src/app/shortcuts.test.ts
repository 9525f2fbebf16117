import { describe, expect, it } from "vitest";
import { keyNames, matches } from "./shortcuts";

const press = (
  key: string,
  code = "",
  mods: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", true>> = {},
) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...mods,
});

describe("shortcuts", () => {
  it("take Ctrl and Command alike", () => {
    expect(matches("mod+z", press("z", "KeyZ", { ctrlKey: true }))).toBe(true);
    expect(matches("mod+z", press("z", "KeyZ", { metaKey: true }))).toBe(true);
    expect(matches("mod+z", press("z", "KeyZ"))).toBe(false);
    expect(matches("mod+z", press("Z", "KeyZ", { ctrlKey: true, shiftKey: true }))).toBe(false);
  });

  it("find the letter under a Korean input method", () => {
    expect(matches("mod+z", press("ㅋ", "KeyZ", { ctrlKey: true }))).toBe(true);
  });

  it("take a symbol however it is typed", () => {
    expect(matches("?", press("?", "Slash", { shiftKey: true }))).toBe(true);
  });

  it("have names for the list", () => {
    expect(keyNames("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
  });
});
