import { describe, expect, it } from "vitest";
import { linesOf, mapOf, readLiteral, stepped } from "./literal";

describe("a parameter field", () => {
  it.each([
    ["12", "integer", 12],
    ["-3", "integer", -3],
    ["1e-3", "number", 0.001],
    [".5", "number", 0.5],
    ["a b", "string", "a b"],
  ])("reads %s as %s", (text, type, value) => {
    expect(readLiteral(text, { type })).toEqual({ value });
  });

  it.each([
    ["1.5", "integer"],
    ["", "number"],
    ["abc", "number"],
    ["0x10", "integer"],
  ])("stores nothing for %j as %s, and says why", (text, type) => {
    const read = readLiteral(text, { type });
    expect(read.value).toBeUndefined();
    expect(read.wrong?.key).toBe(`wrong.${type}`);
  });

  it("keeps a value outside the limits and says so", () => {
    expect(readLiteral("2", { type: "number", max: 1 })).toEqual({
      value: 2,
      wrong: { key: "wrong.max", values: { max: 1 } },
    });
    expect(readLiteral("-1", { type: "integer", min: 0 }).wrong?.key).toBe("wrong.min");
  });

  it("steps by the digits it shows, inside the limits", () => {
    expect(stepped("0.10", { type: "number" }, 1)).toBe("0.11");
    expect(stepped("7", { type: "integer", max: 7 }, 1)).toBe("7");
    expect(stepped("abc", { type: "integer" }, 1)).toBeNull();
  });
});

it("environment variables are lines", () => {
  expect(mapOf("A=1\nB=x=y\n\nnonsense\n")).toEqual({ A: "1", B: "x=y" });
  expect(linesOf({ A: 1, B: "x" })).toBe("A=1\nB=x");
});
