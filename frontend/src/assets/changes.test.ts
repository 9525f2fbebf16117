import { expect, it } from "vitest";
import { inOrder, keyChanges, portWords } from "./changes";

it("a changed port says which of its keys changed", () => {
  const change = {
    before: { name: "rate", type: "number", default: 0.1, max: 1 },
    after: { name: "rate", type: "integer", default: 1, max: 1 },
  };
  expect(keyChanges(change)).toEqual([
    { key: "type", before: "number", after: "integer" },
    { key: "default", before: "0.1", after: "1" },
  ]);
});

it("what breaks is told first", () => {
  const changes = [
    { name: "b", change: "added" as const, breaking: false },
    { name: "c", change: "changed" as const, breaking: false },
    { name: "a", change: "added" as const, breaking: true },
  ];
  expect(inOrder(changes).map((one) => one.name)).toEqual(["a", "c", "b"]);
});

it("a port in one line has its type and what it is without a value", () => {
  expect(portWords({ type: "number", default: 0 }, "optional")).toBe("number = 0");
  expect(portWords({ type: "uri_file", optional: true }, "optional")).toBe("uri_file, optional");
  expect(portWords(null, "optional")).toBe("");
});
