import { expect, it } from "vitest";
import { batches, type Dropped } from "./batches";

const sorted = (...files: (string | [name: string, text: string])[]) =>
  batches(
    files.map((one): Dropped => (typeof one === "string" ? { name: one } : { name: one[0], text: one[1] })),
  ).map((batch) => batch.map((file) => file.name));

it("a document travels with the files dropped beside it", () => {
  expect(sorted("titanic.csv", "data.yml")).toEqual([["data.yml", "titanic.csv"]]);
});

it("a document that another one names goes with it", () => {
  expect(sorted(["conda.yml", "name: x"], ["env.yml", "conda_file: ./conda.yml"])).toEqual([
    ["env.yml", "conda.yml"],
  ]);
});

it("several documents are several things, each with what it names", () => {
  expect(sorted(["a.yml", "path: ./a.csv"], "b.yml", "a.csv")).toEqual([["a.yml", "a.csv"], ["b.yml"]]);
});

it("documents that name each other are all tried", () => {
  expect(sorted(["a.yml", "b.yml"], ["b.yml", "a.yml"])).toHaveLength(2);
});

it("a zip is whole", () => {
  expect(sorted("a.yml", "code.zip")).toEqual([["code.zip"], ["a.yml"]]);
});

it("files without a document are sent too: the server says what is missing", () => {
  expect(sorted("train.py")).toEqual([["train.py"]]);
});
