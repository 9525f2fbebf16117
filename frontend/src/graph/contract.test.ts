import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allKeys } from "./document";
import { applyEdit } from "./edits";
import { flowMaker } from "./flow";
import { perform, startHistory, undo } from "./history";
import { toElk } from "./layout";
import type { CanvasDoc } from "./types";

const folder = new URL("../../../tests/contract/", import.meta.url).pathname;
const files = ["canvas", "forms"]
  .filter((part) => existsSync(folder + part))
  .flatMap((part) => readdirSync(folder + part, { recursive: true }).map((name) => `${part}/${String(name)}`))
  .filter((name) => name.endsWith(".canvas.json"))
  .sort();

it("golden documents are JSON of this format, one for every form that is drawn", () => {
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) expect(readFileSync(folder + file, "utf8"), file).toContain("penstock.canvas/1");
});

/** The documents that the Python side writes and reads back; the same files are read by pytest. */
describe.each(files)("the golden canvas %s", (file) => {
  const read = JSON.parse(readFileSync(folder + file, "utf8")) as CanvasDoc | { canvas: CanvasDoc };
  const doc = "canvas" in read ? read.canvas : read;

  it("is drawn whole", () => {
    const { nodes, edges } = flowMaker()(doc, {});
    expect(nodes.map((node) => node.id)).toEqual(allKeys(doc));
    expect(edges).toHaveLength(doc.edges.length);
    expect(toElk(doc, {}).edges).toHaveLength(doc.edges.length);
  });

  it("comes through an edit and its undo unchanged", () => {
    const history = perform(startHistory(doc), [
      { kind: "addNode", args: { name: "new", type: "command", at: { x: 0, y: 0 } } },
    ]);
    expect(undo(history).doc).toEqual(doc);
    const { doc: next } = applyEdit(history.doc, { kind: "remove", args: { keys: ["new"], edges: [] } });
    expect(next).toEqual(doc);
  });

  it("keeps keys that nobody here knows through an edit", () => {
    const strange = {
      ...doc,
      $later: { kept: [1] },
      job: { ...doc.job, later: "kept" },
      nodes: doc.nodes.map((node) => ({ ...node, settings: { ...node.settings, later: { kept: true } } })),
    } as CanvasDoc;
    const first = strange.nodes[0]?.name;
    const { doc: next } = perform(startHistory(strange), [
      { kind: "setJob", args: { path: ["display_name"], value: "edited" } },
      ...(first === undefined
        ? []
        : [{ kind: "setSetting" as const, args: { node: first, path: ["comment"], value: "edited" } }]),
    ]);
    expect(next).toEqual({
      ...strange,
      job: { ...strange.job, display_name: "edited" },
      nodes: strange.nodes.map((node) =>
        node.name === first ? { ...node, settings: { ...node.settings, comment: "edited" } } : node,
      ),
    });
  });
});
