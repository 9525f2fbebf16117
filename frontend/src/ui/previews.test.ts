import { describe, expect, it } from "vitest";
import { cellText, isNumeric, jsonParts } from "./previews";

describe("previews", () => {
  it("align numbers and nothing else", () => {
    expect(["int64", "float", "number", "integer"].every(isNumeric)).toBe(true);
    expect(["string", "date", "boolean", "interval"].some(isNumeric)).toBe(false);
  });

  it("tell an empty cell from a zero", () => {
    expect(cellText(null)).toBeNull();
    expect(cellText("")).toBeNull();
    expect(cellText(0)).toBe("0");
    expect(cellText({ a: 1 })).toBe('{"a":1}');
  });

  it("colour JSON without changing it", () => {
    const text = '{"a": [1, -2.5e3, "x: 1", true]}';
    const parts = jsonParts(text);
    expect(JSON.parse(parts.map((part) => part.text).join(""))).toEqual(JSON.parse(text));
    expect(parts.filter((part) => part.kind === "key").map((part) => part.text)).toEqual(['"a"']);
    expect(parts.filter((part) => part.kind === "number").map((part) => part.text)).toEqual([
      "1",
      "-2500",
      "true",
    ]);
  });

  it("show broken JSON as written", () => {
    expect(
      jsonParts('{"a": ')
        .map((part) => part.text)
        .join(""),
    ).toBe('{"a": ');
  });
});
