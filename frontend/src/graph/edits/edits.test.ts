import { describe, expect, it } from "vitest";
import { edgeId, emptyCanvas } from "../document";
import { components, example } from "../fakes";
import type { CanvasDoc } from "../types";
import { applyEdit, applyEdits, type Edit } from ".";

const at = { x: 10, y: 20 };
const edges = (doc: CanvasDoc) => doc.edges.map(edgeId);
const after = (...edits: Edit[]) => applyEdits(example(), edits).doc;
const nodeOf = (doc: CanvasDoc, name: string) => doc.nodes.find((node) => node.name === name)!;

describe("edits", () => {
  it("draw the example", () => {
    expect(edges(example())).toEqual([
      "inputs.raw->prep.raw",
      "prep.table->train.table",
      "train.model->outputs.model",
    ]);
  });

  it("leave the document they are given as it was", () => {
    const doc = Object.freeze(emptyCanvas());
    const { doc: next } = applyEdit(doc, {
      kind: "addNode",
      args: { name: "Train Model", type: "command", at },
    });
    expect(doc.nodes).toEqual([]);
    expect(next.nodes[0]?.name).toBe("train_model");
    expect(next.layout.nodes.train_model).toEqual(at);
  });

  it("give a second node of a name a free one", () => {
    const doc = after({ kind: "addNode", args: { name: "train", type: "command", at } });
    expect(doc.nodes.map((node) => node.name)).toEqual(["prep", "train", "train_2"]);
  });

  it("take the edges of a removed node with it", () => {
    const doc = after({ kind: "remove", args: { keys: ["train", "inputs:raw"], edges: [] } });
    expect(doc.nodes.map((node) => node.name)).toEqual(["prep"]);
    expect(doc.edges).toEqual([]);
    expect(doc.inputs).toEqual([]);
    expect(Object.keys(doc.layout.nodes)).toEqual(["prep", "outputs:model"]);
  });

  it("rename a node in every edge", () => {
    const doc = after({ kind: "renameNode", args: { from: "train", to: "fit" } });
    expect(edges(doc)).toContain("prep.table->fit.table");
    expect(edges(doc)).toContain("fit.model->outputs.model");
    expect(doc.layout.nodes.fit).toEqual({ x: 500, y: 0 });
  });

  it("refuse a name that is taken or not a name", () => {
    for (const to of ["prep", "Fit it", "1st"]) {
      expect(after({ kind: "renameNode", args: { from: "train", to } })).toEqual(example());
    }
  });

  it("give a port one source", () => {
    const doc = after({
      kind: "connect",
      args: { from: { node: null, port: "raw" }, to: { node: "train", port: "table" } },
    });
    expect(edges(doc)).toEqual([
      "inputs.raw->prep.raw",
      "inputs.raw->train.table",
      "train.model->outputs.model",
    ]);
  });

  it("write an output of a node to one output of the pipeline", () => {
    const doc = after(
      { kind: "addOutput", args: { output: { name: "other", type: "uri_folder" }, at } },
      {
        kind: "connect",
        args: { from: { node: "train", port: "model" }, to: { node: null, port: "other" } },
      },
    );
    expect(edges(doc)).toContain("train.model->outputs.other");
    expect(edges(doc)).not.toContain("train.model->outputs.model");
  });

  it("set and reset a parameter", () => {
    const set: Edit = { kind: "setParameter", args: { node: "train", port: "rate", value: 0.5 } };
    expect(nodeOf(after(set), "train").inputs).toEqual({ rate: { literal: 0.5 } });
    expect(
      nodeOf(after(set, { kind: "setParameter", args: { node: "train", port: "rate" } }), "train").inputs,
    ).toEqual({});
  });

  it("promote a parameter with its value, and unbind it with the value of the pipeline", () => {
    const spec = components["azureml:train:1"]!.inputs[2]!;
    const bound = after(
      { kind: "setParameter", args: { node: "train", port: "rate", value: 0.5 } },
      { kind: "promote", args: { node: "train", spec, at } },
    );
    expect(bound.inputs[1]).toEqual({ name: "rate", type: "number", value: 0.5 });
    expect(edges(bound)).toContain("inputs.rate->train.rate");
    expect(nodeOf(bound, "train").inputs).toEqual({});
    const free = applyEdits(bound, [
      { kind: "setInputValue", args: { name: "rate", value: 0.7 } },
      { kind: "unbind", args: { node: "train", port: "rate" } },
    ]).doc;
    expect(nodeOf(free, "train").inputs).toEqual({ rate: { literal: 0.7 } });
  });

  it("keep a default where the file had one", () => {
    const doc = applyEdits(emptyCanvas(), [
      { kind: "addInput", args: { input: { name: "n", type: "integer", default: 1 }, at } },
      { kind: "setInputValue", args: { name: "n", value: 2 } },
    ]).doc;
    expect(doc.inputs).toEqual([{ name: "n", type: "integer", default: 2 }]);
  });

  it("rename an input of the pipeline in every edge", () => {
    const doc = after({ kind: "renamePort", args: { side: "inputs", from: "raw", to: "source" } });
    expect(edges(doc)[0]).toBe("inputs.source->prep.raw");
    expect(doc.layout.nodes["inputs:source"]).toEqual({ x: 0, y: 0 });
  });

  it("set a nested setting and leave no empty map behind", () => {
    const set: Edit = {
      kind: "setSetting",
      args: { node: "train", path: ["limits", "timeout"], value: 60 },
    };
    expect(nodeOf(after(set), "train").settings).toEqual({ limits: { timeout: 60 } });
    const gone = after(set, { kind: "setSetting", args: { node: "train", path: ["limits", "timeout"] } });
    expect(nodeOf(gone, "train").settings).toEqual({});
  });

  it("forget an output that has nothing to say", () => {
    const mode = (value?: string): Edit => ({
      kind: "setOutput",
      args: { node: "train", port: "model", patch: { mode: value } },
    });
    expect(nodeOf(after(mode("upload")), "train").outputs).toEqual({ model: { mode: "upload" } });
    expect(nodeOf(after(mode("upload"), mode()), "train").outputs).toEqual({});
  });

  it("carry keys they do not know along", () => {
    const doc = { ...example(), $order: ["jobs"], strange: { a: 1 } };
    const next = applyEdit(doc, { kind: "renameNode", args: { from: "train", to: "fit" } }).doc;
    expect(next).toMatchObject({ $order: ["jobs"], strange: { a: 1 } });
  });

  it("put an imported document in the place of the old one", () => {
    const document = { ...emptyCanvas("Other"), $order: ["jobs"] };
    expect(after({ kind: "importDocument", args: { document } })).toEqual(document);
  });
});
