import { describe, expect, it } from "vitest";
import { findNode } from "./document";
import { applyEdit, applyEdits } from "./edits";
import { components, example } from "./fakes";
import { interfaceDiff, newerVersion, pinned, planUpgrade } from "./upgrade";
import type { Interface, PortSpec } from "./types";

const train = components["azureml:train:1"]!;
const version2 = (change: Partial<Interface>): Interface => ({
  ...train,
  ref: "azureml:train:2",
  version: "2",
  ...change,
});
const without = (ports: PortSpec[], name: string) => ports.filter((port) => port.name !== name);
const withPort = (ports: PortSpec[], port: PortSpec) => [...without(ports, port.name), port];

describe("the difference of two interfaces", () => {
  it("is nothing when only the version changed", () => {
    expect(interfaceDiff(train, version2({}))).toEqual({ inputs: [], outputs: [] });
  });

  it.each<[string, PortSpec[], boolean]>([
    ["a removed input", without(train.inputs, "table"), true],
    ["a new required input", withPort(train.inputs, { name: "seed", type: "integer" }), true],
    [
      "a new input with a default",
      withPort(train.inputs, { name: "seed", type: "integer", default: 1 }),
      false,
    ],
    [
      "a new optional input",
      withPort(train.inputs, { name: "seed", type: "integer", optional: true }),
      false,
    ],
    ["a type that takes other values", withPort(train.inputs, { name: "table", type: "string" }), true],
    ["fewer choices", withPort(train.inputs, { name: "kind", type: "string", enum: ["lasso"] }), true],
    [
      "a smaller range",
      withPort(train.inputs, { name: "rate", type: "number", default: 0.1, min: 0, max: 0.5 }),
      true,
    ],
    [
      "another default",
      withPort(train.inputs, { name: "rate", type: "number", default: 0.2, min: 0, max: 1 }),
      false,
    ],
  ])("%s is told with whether it breaks", (_what, inputs, breaking) => {
    const found = interfaceDiff(train, version2({ inputs })).inputs;
    expect(found).toHaveLength(1);
    expect(found[0]!.breaking).toBe(breaking);
  });

  it("an output that goes breaks who reads it", () => {
    expect(interfaceDiff(train, version2({ outputs: [] })).outputs).toMatchObject([
      { name: "model", change: "removed", breaking: true },
    ]);
  });
});

describe("an upgrade of a node", () => {
  const start = applyEdits(example(), [
    { kind: "setParameter", args: { node: "train", port: "rate", value: 0.7 } },
    { kind: "setParameter", args: { node: "train", port: "kind", value: "lasso" } },
    { kind: "setOutput", args: { node: "train", port: "model", patch: { mode: "upload" } } },
  ]).doc;

  it("keeps values, bindings and outputs that fit, as one step with its way back", () => {
    const plan = planUpgrade(start, components, "train", version2({}))!;
    const { doc, inverse } = applyEdit(start, plan.edit);
    expect(plan.losses).toEqual([]);
    expect(findNode(doc, "train")).toEqual({ ...findNode(start, "train"), component: "azureml:train:2" });
    expect(doc.edges).toEqual(start.edges);
    expect(inverse.length).toBeGreaterThan(0);
  });

  it("names what this node loses, and loses no more", () => {
    const after = version2({
      inputs: [
        { name: "rate", type: "integer" },
        { name: "kind", type: "string", enum: ["ridge", "lasso"] },
      ],
      outputs: [{ name: "report", type: "uri_file" }],
    });
    const plan = planUpgrade(start, components, "train", after)!;
    expect(plan.losses.map((loss) => [loss.kind, loss.port])).toEqual([
      ["binding", "table"],
      ["binding", "model"],
      ["value", "rate"],
      ["output", "model"],
    ]);
    const { doc } = applyEdit(start, plan.edit);
    expect(findNode(doc, "train")).toMatchObject({ inputs: { kind: { literal: "lasso" } }, outputs: {} });
    expect(doc.edges.map((edge) => edge.to.node)).toEqual(["prep"]);
  });

  it("names what the node must be given afterwards", () => {
    const seed = { name: "seed", type: "integer" };
    const after = version2({ inputs: [...train.inputs, seed] });
    expect(planUpgrade(start, components, "train", after)!.needs).toEqual(["seed"]);
    const bare = applyEdit(start, { kind: "setData", args: { node: "train", port: "table" } }).doc;
    expect(planUpgrade(bare, components, "train", version2({}))!.needs).toEqual(["table"]);
  });

  it("goes down as it goes up", () => {
    const up = applyEdit(start, planUpgrade(start, components, "train", version2({}))!.edit).doc;
    const known = { ...components, "azureml:train:2": version2({}) };
    expect(applyEdit(up, planUpgrade(up, known, "train", train)!.edit).doc).toEqual(start);
  });

  it("of a node that is not there is nothing", () => {
    expect(planUpgrade(start, components, "nobody", train)).toBeNull();
  });
});

describe("a newer version", () => {
  const known = new Map([["train", { name: "train", latest: "10", versions: ["10", "9", "2"] }]]);

  it.each([
    ["azureml:train:2", "10"],
    ["azureml:train:10", null],
    ["azureml:train@latest", null],
    ["azureml:other:1", null],
    ["./train.yml", null],
  ])("of %s is %s", (component, latest) => {
    expect(newerVersion(component, known)).toBe(latest);
  });

  it("is not one that was registered before: a label may point back", () => {
    const back = new Map([["train", { name: "train", latest: "9", versions: ["10", "9"] }]]);
    expect(newerVersion("azureml:train:10", back)).toBeNull();
  });

  it("needs a component with a version", () => {
    expect(pinned("azureml:train:1")).toEqual({ name: "train", version: "1" });
    expect(pinned({ type: "command" })).toBeNull();
  });
});
