/**
 * Every edit of the canvas is one command object `{kind, args}`. This table is the list of kinds; `applyEdit` is the
 * pure function behind undo, autosave and history.
 */
import { enablePatches, produceWithPatches, type Patch } from "immer";
import type { CanvasDoc } from "../types";
import * as nodes from "./nodes";
import * as pipeline from "./pipeline";
import * as wiring from "./wiring";

enablePatches();

const EDITS = {
  addNode: nodes.addNode,
  remove: nodes.remove,
  renameNode: nodes.renameNode,
  move: nodes.move,
  layout: nodes.layout,
  paste: nodes.paste,
  setSetting: nodes.setSetting,
  setInline: nodes.setInline,
  setOutput: nodes.setOutput,
  swapComponent: nodes.swapComponent,
  connect: wiring.connect,
  disconnect: wiring.disconnect,
  setParameter: wiring.setParameter,
  setData: wiring.setData,
  promote: wiring.promote,
  unbind: wiring.unbind,
  publishOutput: wiring.publishOutput,
  addInput: pipeline.addInput,
  addOutput: pipeline.addOutput,
  updateInput: pipeline.updateInput,
  setInputValue: pipeline.setInputValue,
  updateOutput: pipeline.updateOutput,
  renamePort: pipeline.renamePort,
  setJob: pipeline.setJob,
  setLayout: pipeline.setLayout,
  importDocument: pipeline.importDocument,
};

export type EditKind = keyof typeof EDITS;
export type EditArgs<K extends EditKind> = Parameters<(typeof EDITS)[K]>[1];
export type Edit = { [K in EditKind]: { kind: K; args: EditArgs<K> } }[EditKind];

export interface Applied {
  doc: CanvasDoc;
  patches: Patch[];
  inverse: Patch[];
}

/** The document after the edits, in order, with the patches both ways. The document given is left as it was. */
export function applyEdits(doc: CanvasDoc, edits: readonly Edit[]): Applied {
  const [next, patches, inverse] = produceWithPatches(doc, (draft) => {
    for (const { kind, args } of edits) (EDITS[kind] as (doc: CanvasDoc, args: unknown) => void)(draft, args);
  });
  return { doc: next, patches, inverse };
}

export const applyEdit = (doc: CanvasDoc, edit: Edit): Applied => applyEdits(doc, [edit]);

export { pastedNames, type Paste } from "./nodes";
