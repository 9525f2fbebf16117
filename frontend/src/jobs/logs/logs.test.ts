import { describe, expect, it } from "vitest";
import { parseAnsi, plainText } from "./ansi";
import { allLines, append, dropCutLine, EMPTY_LOG, findLines, firstError, prepend } from "./buffer";

const ESC = "\u001b";
const bytes = (text: string) => new TextEncoder().encode(text).length;

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
    const one = append(EMPTY_LOG, { offset: 0, next: 7, text: "one\ntwo", size: 7, eof: false })!;
    const two = append(one, { offset: 7, next: 14, text: "two\nend", size: 14, eof: true })!;
    expect(allLines(two)).toEqual(["one", "twotwo", "end"]);
    expect(two.end).toBe(14);
  });

  it("refuses a piece that leaves a hole or comes twice", () => {
    const one = append(EMPTY_LOG, { offset: 0, next: 4, text: "one\n", size: 4, eof: false })!;
    expect(append(one, { offset: 9, next: 12, text: "abc", size: 12, eof: false })).toBeNull();
    expect(append(one, { offset: 0, next: 4, text: "one\n", size: 4, eof: false })).toBeNull();
  });

  it("begins anew when the file became shorter", () => {
    const one = append(EMPTY_LOG, { offset: 0, next: 4, text: "one\n", size: 4, eof: false })!;
    expect(append(one, { offset: 4, next: 4, text: "", size: 2, eof: false })).toMatchObject({
      end: 0,
      lines: [],
    });
  });

  it("starts at the tail with whole lines and grows backwards", () => {
    const text = "가나다\nline two\nline three\n";
    const size = bytes(text);
    const offset = size - 14;
    const cut = dropCutLine(new TextEncoder().encode(text).slice(offset), offset);
    const piece = {
      offset: cut.offset,
      next: size,
      text: new TextDecoder().decode(cut.bytes),
      size,
      eof: true,
    };
    const tail = append({ ...EMPTY_LOG, start: cut.offset, end: cut.offset }, piece)!;
    expect(allLines(tail)).toEqual(["line three"]);
    const head = new TextDecoder().decode(new TextEncoder().encode(text).slice(0, tail.start));
    const whole = prepend(tail, { offset: 0, next: tail.start, text: head, size, eof: true })!;
    expect(allLines(whole.buffer)).toEqual(["가나다", "line two", "line three"]);
    expect(whole.added).toBe(2);
  });
});

describe("finding in a log", () => {
  it("is deaf to case", () => expect(findLines(["Epoch 1", "x", "EPOCH 2"], "epoch")).toEqual([0, 2]));

  it("knows the first error from a boast of none", () => {
    expect(
      firstError(["0 errors", "INFO: no error", "10 trees: error  62.17 on known", "ValueError: bad"]),
    ).toBe(3);
    expect(firstError(["Traceback (most recent call last):"])).toBe(0);
    expect(firstError(["all well", "terror"])).toBe(-1);
  });
});
