// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { components, example } from "../graph/fakes";
import { emptyCanvas } from "../graph/document";
import type { Draft } from "./api";
import { createDesigner } from "./store";

const draft = (revision = 3, canvas = example()): Draft => ({
  id: "d1",
  name: "Example",
  revision,
  created: "",
  updated: "",
  origin: "",
  canvas,
  components,
  problems: [],
  yaml: "",
  files: [],
});
const rename = { kind: "renameNode", args: { from: "train", to: "fit" } } as const;
const names = (designer: ReturnType<typeof createDesigner>) =>
  designer.store.getState().history.doc.nodes.map((node) => node.name);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("away")));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("unsaved edits of an earlier visit come back while the draft is as it was", () => {
  createDesigner(draft()).edit([rename]);
  const again = createDesigner(draft());
  expect(names(again)).toEqual(["prep", "fit"]);
  expect(again.store.getState()).toMatchObject({ restored: true, saveState: "dirty", theirs: null });
});

it("when somebody else saved meanwhile, the user is asked and neither is lost", () => {
  createDesigner(draft()).edit([rename]);
  const again = createDesigner(draft(9, emptyCanvas()));
  expect(again.store.getState()).toMatchObject({ saveState: "stale", theirs: { revision: 9 } });
  expect(names(again)).toEqual(["prep", "fit"]);
  again.load(draft(9, emptyCanvas()));
  expect(again.store.getState()).toMatchObject({ saveState: "saved", theirs: null });
  expect(names(again)).toEqual([]);
  expect(localStorage.length).toBe(0);
});

it("an import and its layout are one step to undo", () => {
  const designer = createDesigner(draft());
  designer.takeImported(draft(4, emptyCanvas("Other")));
  expect(designer.revision()).toBe(4);
  designer.amend([{ kind: "layout", args: { positions: { prep: { x: 1, y: 2 } } } }]);
  expect(designer.store.getState().history.past).toHaveLength(1);
  designer.undo();
  expect(designer.store.getState().history.doc).toEqual(example());
});

it("what is removed is no longer selected", () => {
  const designer = createDesigner(draft());
  designer.select(["train", "prep"]);
  designer.edit([{ kind: "remove", args: { keys: ["train"], edges: [] } }]);
  expect(designer.store.getState().selection).toEqual(["prep"]);
});
