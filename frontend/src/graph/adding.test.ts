import { describe, expect, it } from "vitest";
import { addChoices, grow, insertOn, openEnds } from "./adding";
import { edgeId } from "./document";
import { applyEdits } from "./edits";
import { components, example } from "./fakes";
import type { NamedInterface } from "./types";

const face = (name: string, inputs: [string, string][], outputs: [string, string][]): NamedInterface => ({
  ref: `azureml:${name}:1`,
  name,
  version: "1",
  type: "command",
  inputs: inputs.map(([port, type]) => ({ name: port, type })),
  outputs: outputs.map(([port, type]) => ({ name: port, type })),
});
const count = face("count", [["number", "number"]], [["report", "uri_file"]]);
const clean = face("clean", [["raw", "uri_folder"]], [["table", "uri_folder"]]);
const doc = example();
const inner = doc.edges.find((edge) => edge.from.node !== null && edge.to.node !== null)!;
const end = { ref: inner.from, side: "from" as const };

describe("adding with edges", () => {
  it("offers the components that have a port for the open end, and only these", () => {
    const choices = addChoices(doc, components, [end], [count, clean]);
    expect(choices.map(({ face: { name }, port }) => `${name}.${port.name}`)).toEqual(["clean.raw"]);
  });

  it("makes the node and its edge in one step", () => {
    const [choice] = addChoices(doc, components, [end], [clean]);
    const made = grow(doc, choice!, { x: 8, y: 8 });
    const after = applyEdits(doc, made.edits).doc;
    expect(after.nodes.at(-1)?.name).toBe(made.name);
    expect(after.edges.map(edgeId)).toContain(`${inner.from.node}.${inner.from.port}->${made.name}.raw`);
  });

  it("offers what could feed an input too", () => {
    const ends = openEnds(doc, components, inner.to.node!);
    expect(addChoices(doc, components, ends, [clean]).some((choice) => choice.end.side === "to")).toBe(true);
  });

  it("puts a component between the ends of an edge, which is then gone", () => {
    const made = insertOn(doc, components, clean, inner, { x: 0, y: 0 })!;
    const ids = applyEdits(doc, made.edits).doc.edges.map(edgeId);
    expect(ids).not.toContain(edgeId(inner));
    expect(ids).toContain(`${inner.from.node}.${inner.from.port}->${made.name}.raw`);
    expect(ids).toContain(`${made.name}.table->${inner.to.node}.${inner.to.port}`);
  });

  it("inserts nothing that has no ports for both ends", () => {
    expect(insertOn(doc, components, count, inner, { x: 0, y: 0 })).toBeNull();
  });
});
