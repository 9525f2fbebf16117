import { describe, expect, it } from "vitest";
import type { CanvasDoc } from "../../graph/types";
import type { Job } from "../api";
import { changedInputs, inputFields, parseInput } from "./inputs";

const job = {
  inputs: {
    rate: { type: "number", value: 0.5 },
    deep: true,
    name: "x",
    table: { type: "uri_file", path: "a.csv" },
  },
} as unknown as Job;
const canvas = {
  inputs: [
    { name: "rate", type: "number", value: 0.1 },
    { name: "table", type: "uri_file", path: "a.csv" },
    { name: "epochs", type: "integer", default: 3 },
  ],
} as unknown as CanvasDoc;

describe("the inputs of a resubmit", () => {
  it("are the parameters with what the run was given", () => {
    const fields = inputFields(job, canvas);
    expect(fields.map(({ name, type, value }) => [name, type, value])).toEqual([
      ["rate", "number", "0.5"],
      ["epochs", "integer", "3"],
      ["deep", "boolean", "true"],
      ["name", "string", "x"],
    ]);
  });

  it("are sent only when changed, read by their type", () => {
    const fields = inputFields(job, canvas);
    expect(changedInputs(fields, { rate: "0.5", epochs: "4", deep: "false" })).toEqual({
      inputs: { epochs: 4, deep: false },
      wrong: [],
    });
    expect(changedInputs(fields, { epochs: "4.5", rate: "much" }).wrong).toEqual(["rate", "epochs"]);
  });

  it("take no text for a number", () => {
    expect(parseInput("number", " ")).toBeUndefined();
    expect(parseInput("number", "1e-3")).toBe(0.001);
    expect(parseInput("string", "")).toBe("");
  });
});
