import { expect, it } from "vitest";
import { batches } from "./batches";

const sorted = (...names: string[]) =>
  batches(names.map((name) => ({ name }))).map((one) => one.map((f) => f.name));

it("a document travels with the files dropped beside it", () => {
  expect(sorted("titanic.csv", "data.yml")).toEqual([["data.yml", "titanic.csv"]]);
});

it("several documents are several things", () => {
  expect(sorted("a.yml", "b.yaml")).toEqual([["a.yml"], ["b.yaml"]]);
});

it("a zip is whole", () => {
  expect(sorted("a.yml", "code.zip")).toEqual([["code.zip"], ["a.yml"]]);
});

it("files without a document are sent too: the server says what is missing", () => {
  expect(sorted("train.py")).toEqual([["train.py"]]);
});
