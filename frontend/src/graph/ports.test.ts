import { describe, expect, it } from "vitest";
import { applyEdit } from "./edits";
import { components, example } from "./fakes";
import { compatible, compatibleTypes, isUnbound, sourcesFor, targetsFor } from "./ports";
import type { PortRef } from "./types";

const fit = (from: PortRef, to: PortRef) => compatible(example(), components, from, to);
const reason = (from: PortRef, to: PortRef) => {
  const answer = fit(from, to);
  return answer.ok ? "ok" : answer.reason.key;
};

describe("types of ports", () => {
  it.each([
    ["uri_file", "uri_file", "ok"],
    ["uri_file", "uri_folder", "fit.otherData"],
    ["integer", "number", "ok"],
    ["number", "integer", "fit.parameterTypes"],
    ["boolean", "string", "fit.asText"],
    ["uri_file", "string", "fit.dataToParameter"],
    ["string", "uri_file", "fit.parameterToData"],
  ])("%s to %s: %s", (from, to, expected) => {
    const answer = compatibleTypes(from, to);
    expect(answer.ok ? (answer.warning?.key ?? "ok") : answer.reason.key).toBe(expected);
  });
});

describe("an edge", () => {
  it("may not close a circle", () => {
    expect(reason({ node: "train", port: "model" }, { node: "prep", port: "raw" })).toBe("fit.circle");
  });

  it("may not lead to its own node, nor through the pipeline", () => {
    expect(reason({ node: "train", port: "model" }, { node: "train", port: "extra" })).toBe("fit.itself");
    expect(reason({ node: null, port: "raw" }, { node: null, port: "model" })).toBe("fit.throughPipeline");
  });

  it("needs ports that exist", () => {
    expect(reason({ node: "prep", port: "nothing" }, { node: "train", port: "table" })).toBe("fit.gone");
  });
});

describe("choices for the keyboard", () => {
  it("put required free ports first", () => {
    const doc = applyEdit(example(), { kind: "disconnect", args: { edges: [example().edges[1]!] } }).doc;
    const names = targetsFor(doc, components, { node: "prep", port: "table" }).map(
      ({ ref }) => `${ref.node}.${ref.port}`,
    );
    expect(names).toEqual(["train.table", "train.extra", "null.model"]);
  });

  it("leave out what does not fit", () => {
    const names = sourcesFor(example(), components, { node: "prep", port: "raw" }).map(({ ref }) => ref.port);
    expect(names).toEqual(["raw"]);
  });
});

it("a required port without a source is unbound", () => {
  const raw = components["azureml:prep:1"]!.inputs[0]!;
  expect(isUnbound(example(), "prep", raw)).toBe(false);
  const doc = applyEdit(example(), { kind: "remove", args: { keys: ["inputs:raw"], edges: [] } }).doc;
  expect(isUnbound(doc, "prep", raw)).toBe(true);
});
