import { describe, expect, it } from "vitest";
import { parseAnsi, plainText } from "./ansi";
import { allLines, append, dropCutLine, EMPTY_LOG, lineAt, lineEnds, offsetOf, prepend } from "./buffer";
import { cuts, ERROR_PATTERN, excerpt, joined, marker } from "./search";

const ESC = "\u001b";
const bytes = (text: string) => new TextEncoder().encode(text).length;
const piece = (offset: number, text: string, size: number, eof = false) => {
  const raw = new TextEncoder().encode(text);
  return { offset, next: offset + raw.length, text, ends: lineEnds(raw, offset), size, eof };
};

describe("ANSI colours", () => {
  it("become spans with a style each", () => {
    expect(parseAnsi(`a ${ESC}[1;31mred${ESC}[0m b`)).toEqual([
      { text: "a " },
      { text: "red", bold: true, fg: 1 },
      { text: " b" },
    ]);
  });

  it("understand bright, 256 and true colours", () => {
    expect(parseAnsi(`${ESC}[92mx${ESC}[38;5;196my${ESC}[48;2;1;2;3mz`)).toEqual([
      { text: "x", fg: 10 },
      { text: "y", fg: "#ff0000" },
      { text: "z", fg: "#ff0000", bg: "#010203" },
    ]);
  });

  it("leave no escape sequence in the text", () => {
    expect(plainText(`${ESC}[2K${ESC}]0;title\u0007done${ESC}[?25h\u0000`)).toBe("done");
  });

  it("show of a progress bar what a terminal would", () => {
    expect(plainText("10 %\r50 %\r100 %\r")).toBe("100 %");
  });
});

describe("the log held", () => {
  it("joins lines that were cut between two pieces", () => {
    const one = append(EMPTY_LOG, piece(0, "one\ntwo", 7))!;
    const two = append(one, piece(7, "two\nend", 14, true))!;
    expect(allLines(two)).toEqual(["one", "twotwo", "end"]);
    expect(two.end).toBe(14);
  });

  it("refuses a piece that leaves a hole or comes twice", () => {
    const one = append(EMPTY_LOG, piece(0, "one\n", 4))!;
    expect(append(one, piece(9, "abc", 12))).toBeNull();
    expect(append(one, piece(0, "one\n", 4))).toBeNull();
  });

  it("begins anew when the file became shorter", () => {
    const one = append(EMPTY_LOG, piece(0, "one\n", 4))!;
    expect(append(one, piece(4, "", 2))).toMatchObject({ end: 0, lines: [] });
  });

  it("knows where in the file each of its lines is, letters of many bytes or not", () => {
    const log = append(append(EMPTY_LOG, piece(0, "가나\ntw", 12))!, piece(9, "o\nthree", 16))!;
    expect(allLines(log)).toEqual(["가나", "two", "three"]);
    expect([0, 1, 2].map((line) => offsetOf(log, line))).toEqual([0, 7, 11]);
    expect([0, 6, 7, 10, 11, 15].map((at) => lineAt(log, at))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(lineAt(log, 16)).toBeNull();
  });

  it("starts at the tail with whole lines and grows backwards", () => {
    const text = "가나다\nline two\nline three\n";
    const size = bytes(text);
    const offset = size - 14;
    const cut = dropCutLine(new TextEncoder().encode(text).slice(offset), offset);
    const end = piece(cut.offset, new TextDecoder().decode(cut.bytes), size, true);
    const tail = append({ ...EMPTY_LOG, start: cut.offset, end: cut.offset, firstLine: null }, end)!;
    expect(allLines(tail)).toEqual(["line three"]);
    const head = new TextDecoder().decode(new TextEncoder().encode(text).slice(0, tail.start));
    const whole = prepend(tail, piece(0, head, size, true))!;
    expect(allLines(whole.buffer)).toEqual(["가나다", "line two", "line three"]);
    expect(whole.added).toBe(2);
    expect(whole.buffer.firstLine).toBe(1);
    expect(offsetOf(whole.buffer, 2)).toBe(tail.start);
  });
});

describe("finding in a log", () => {
  const shown = (text: string, wanted: RegExp | null) =>
    cuts(text, wanted)
      .map((cut) => (cut.hit ? `[${cut.text}]` : cut.text))
      .join("");

  it("marks every hit, deaf to case unless asked", () => {
    const plain = { text: "epoch", regex: false, cased: false };
    expect(shown("Epoch 1, EPOCH", marker(plain))).toBe("[Epoch] 1, [EPOCH]");
    expect(shown("Epoch 1, epoch", marker({ ...plain, cased: true }))).toBe("Epoch 1, [epoch]");
  });

  it("takes signs of a pattern literally unless a pattern is meant", () => {
    expect(shown("a.b axb", marker({ text: "a.b", regex: false, cased: false }))).toBe("[a.b] axb");
    expect(shown("a.b axb", marker({ text: "a.b", regex: true, cased: false }))).toBe("[a.b] [axb]");
    expect(marker({ text: "(", regex: true, cased: false })).toBeNull();
    expect(shown("abc", marker({ text: "x*", regex: true, cased: false }))).toBe("abc");
  });

  it("shows of a long line what is around the hit, without colours", () => {
    const text = `${"x".repeat(100)}${ESC}[31mneedle${ESC}[0m end`;
    const cut = excerpt({ line: 1, offset: 0, text, start: 105, end: 111 });
    expect(cut.map((one) => one.text).join("")).toBe(`… ${"x".repeat(35)}needle end`);
    expect(cut.find((one) => one.hit)?.text).toBe("needle");
  });

  it("lets a later answer speak for the end of the file", () => {
    const match = (offset: number, text: string) => ({ line: null, offset, text, start: 0, end: 1 });
    const before = [match(0, "a"), match(10, "b, cut")];
    expect(joined(before, 10, [match(10, "b, whole")]).map((one) => one.text)).toEqual(["a", "b, whole"]);
  });

  it("knows the first error from a boast of none", () => {
    const wrong = new RegExp(ERROR_PATTERN);
    const lines = ["0 errors", "INFO: no error", "10 trees: error  62.17 on known", "ValueError: bad"];
    expect(lines.findIndex((line) => wrong.test(line))).toBe(3);
    expect(wrong.test("Traceback (most recent call last):")).toBe(true);
    expect(["all well", "terror"].some((line) => wrong.test(line))).toBe(false);
  });
});
