import { expect, it } from "vitest";
import { givenInputs } from "./InvokeDialog";

it("a call gives only what was filled in; data travels with its type", () => {
  const ports = [
    { name: "rate", type: "number", default: 0.1 },
    { name: "rows", type: "uri_folder" },
    { name: "note", type: "string" },
  ];
  expect(givenInputs(ports, { rate: 0, rows: "azureml:rows:1", note: "" })).toEqual({
    rate: 0,
    rows: { type: "uri_folder", path: "azureml:rows:1" },
  });
});
