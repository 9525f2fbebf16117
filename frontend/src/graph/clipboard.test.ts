import { describe, expect, it } from "vitest";
import { copyAsYaml, placesFor, readYaml } from "./clipboard";
import { edgeId } from "./document";
import { applyEdit, applyEdits } from "./edits";
import { example } from "./fakes";

const pasted = (text: string, doc = example()) => {
  const read = readYaml(text);
  if (!read.ok) throw new Error(read.message);
  const layout = placesFor(read.paste.nodes, doc.layout.nodes);
  return applyEdit(doc, { kind: "paste", args: { ...read.paste, layout, offset: { x: 40, y: 40 } } }).doc;
};

describe("the clipboard", () => {
  it("speaks the dialect", () => {
    const doc = applyEdits(example(), [
      { kind: "setParameter", args: { node: "train", port: "rate", value: 0.5 } },
      { kind: "setSetting", args: { node: "train", path: ["compute"], value: "azureml:cpu" } },
    ]).doc;
    expect(copyAsYaml(doc, ["train"])).toBe(
      [
        "jobs:",
        "  train:",
        "    type: command",
        "    component: azureml:train:1",
        "    inputs:",
        "      rate: 0.5",
        "      table: ${{parent.jobs.prep.outputs.table}}",
        "    outputs:",
        "      model: ${{parent.outputs.model}}",
        "    compute: azureml:cpu",
        "",
      ].join("\n"),
    );
  });

  it("renames copies and the references among them", () => {
    const doc = pasted(copyAsYaml(example(), ["prep", "train"]));
    expect(doc.nodes.map((node) => node.name)).toEqual(["prep", "train", "prep_2", "train_2"]);
    expect(doc.edges.slice(3).map(edgeId)).toEqual(["inputs.raw->prep_2.raw", "prep_2.table->train_2.table"]);
    expect(doc.layout.nodes.train_2).toEqual({ x: 540, y: 40 });
  });

  it("keeps a reference to a node that stays behind", () => {
    expect(pasted(copyAsYaml(example(), ["train"])).edges.map(edgeId)).toContain("prep.table->train_2.table");
  });

  it("drops references to what is not here", () => {
    const text =
      "jobs:\n  x:\n    component: azureml:train:1\n    inputs:\n      table: ${{parent.jobs.nowhere.outputs.t}}\n      rate: 0.2\n";
    const doc = pasted(text);
    expect(doc.edges).toHaveLength(3);
    expect(doc.nodes[2]).toMatchObject({ name: "x", type: "command", inputs: { rate: { literal: 0.2 } } });
  });

  it("takes an inline job from the docs, without `jobs:`", () => {
    const doc = pasted(
      "hello:\n  command: echo hello\n  environment: azureml:current@latest\n  compute: azureml:cpu\n",
    );
    expect(doc.nodes[2]).toMatchObject({
      name: "hello",
      component: null,
      inline: { command: "echo hello", environment: "azureml:current@latest" },
      settings: { compute: "azureml:cpu" },
    });
  });

  it("keeps mode and type of a long binding", () => {
    const text =
      "jobs:\n  x:\n    component: a\n    inputs:\n      t:\n        type: uri_file\n        path: ${{parent.inputs.raw}}\n";
    expect(pasted(text).edges[3]).toMatchObject({ style: "mapping", extra: { type: "uri_file" } });
  });

  it.each(["just words", "jobs: [1, 2", "a: 1", ""])("refuses %j", (text) => {
    expect(readYaml(text).ok).toBe(false);
  });
});
