import { describe, expect, it } from "vitest";
import { emptyCanvas } from "./document";
import type { Edit } from "./edits";
import { exampleEdits } from "./fakes";
import { type History, perform, redo, seal, startHistory, undo } from "./history";

const rate = (value: number): Edit => ({
  kind: "setJob",
  args: { path: ["display_name"], value: String(value) },
});
const many = (count: number): History => {
  let history = startHistory(emptyCanvas());
  for (let n = 0; n < count; n += 1) history = perform(history, [rate(n)]);
  return history;
};

describe("history", () => {
  it("undoes and redoes every edit exactly", () => {
    const documents = [emptyCanvas()];
    let history = startHistory(documents[0]!);
    for (const edit of exampleEdits) {
      history = perform(history, [edit]);
      documents.push(history.doc);
    }
    for (const doc of documents.toReversed().slice(1)) {
      history = undo(history);
      expect(history.doc).toEqual(doc);
    }
    expect(undo(history)).toBe(history);
    for (const doc of documents.slice(1)) {
      history = redo(history);
      expect(history.doc).toEqual(doc);
    }
    expect(redo(history)).toBe(history);
  });

  it("has no end", () => {
    let history = many(500);
    for (let n = 0; n < 500; n += 1) history = undo(history);
    expect(history.doc).toEqual(emptyCanvas());
  });

  it("forgets the undone future on a new edit", () => {
    const history = perform(undo(many(3)), [rate(9)]);
    expect(history.future).toEqual([]);
    expect(history.doc.job.display_name).toBe("9");
  });

  it("makes one step of a group, until it is sealed", () => {
    let history = startHistory(emptyCanvas());
    for (const n of [1, 2, 3]) history = perform(history, [rate(n)], "typing");
    expect(history.past).toHaveLength(1);
    history = perform(seal(history), [rate(4)], "typing");
    expect(history.past).toHaveLength(2);
    expect(undo(history).doc.job.display_name).toBe("3");
    expect(undo(undo(history)).doc).toEqual(emptyCanvas());
  });

  it("keeps no step for an edit that changed nothing", () => {
    const history = many(1);
    expect(perform(history, [rate(0)])).toBe(history);
  });
});
