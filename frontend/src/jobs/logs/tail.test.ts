import { describe, expect, it } from "vitest";
import { allLines, lineAt } from "./buffer";
import { LogTail } from "./tail";

function server(initial: string) {
  let bytes = new TextEncoder().encode(initial);
  const asked: [number, number][] = [];
  return {
    asked,
    write(text: string | Uint8Array) {
      const more = typeof text === "string" ? new TextEncoder().encode(text) : text;
      const joined = new Uint8Array(bytes.length + more.length);
      joined.set(bytes);
      joined.set(more, bytes.length);
      bytes = joined;
    },
    fetch: (offset: number, limit: number) => {
      asked.push([offset, limit]);
      const from = offset < 0 ? Math.max(0, bytes.length + offset) : offset;
      const part = bytes.slice(from, from + limit);
      return Promise.resolve({
        offset: from,
        next: from + part.length,
        bytes: part,
        size: bytes.length,
        eof: false,
      });
    },
  };
}

describe("the tail of a log", () => {
  it("follows what is written, a Korean letter cut in two included", async () => {
    const file = server("start\n");
    const tail = new LogTail(file.fetch, () => undefined);
    await tail.follow();
    const letter = new TextEncoder().encode("한\n");
    file.write(letter.slice(0, 2));
    await tail.follow();
    file.write(letter.slice(2));
    await tail.follow();
    expect(allLines(tail.buffer)).toEqual(["start", "한"]);
  });

  it("of a big file opens with one small question and can be read back to its first line", async () => {
    const lines = Array.from({ length: 90_000 }, (_, n) => `line ${n} 가나다라마바사`);
    const file = server(`${lines.join("\n")}\n`);
    const tail = new LogTail(file.fetch, () => undefined);
    await tail.follow();
    expect(file.asked.length).toBeLessThanOrEqual(2);
    expect(allLines(tail.buffer).at(-1)).toBe(lines.at(-1));
    expect(tail.buffer.lines.length).toBeLessThan(20_000);
    while (tail.buffer.start > 0) await tail.older();
    expect(allLines(tail.buffer)).toEqual(lines);
    expect(tail.buffer.firstLine).toBe(1);
  });

  it("asked twice at once takes no line twice", async () => {
    const file = server("a\nb\n");
    const tail = new LogTail(file.fetch, () => undefined);
    await Promise.all([tail.follow(), tail.follow(), tail.older()]);
    expect(allLines(tail.buffer)).toEqual(["a", "b"]);
  });

  it("tells an empty log from one not read yet", async () => {
    const tail = new LogTail(server("").fetch, () => undefined);
    expect(tail.opened).toBe(false);
    await tail.follow();
    expect(tail.opened).toBe(true);
  });

  it("goes to a place far from its end, numbers its lines, and finds back to the end", async () => {
    const lines = Array.from({ length: 90_000 }, (_, n) => `line ${String(n).padStart(6, "0")} of many`);
    const file = server(`${lines.join("\n")}\n`);
    const tail = new LogTail(file.fetch, () => undefined);
    await tail.follow();
    const offset = 30_000 * (lines[0]!.length + 1);
    await tail.seek({ offset, line: 30_001 });
    const index = lineAt(tail.buffer, offset)!;
    expect(tail.buffer.lines[index]).toBe(lines[30_000]);
    expect(tail.buffer.firstLine! + index).toBe(30_001);
    expect(tail.detached).toBe(true);
    await tail.follow();
    expect(tail.buffer.lines).not.toContain(lines.at(-1));
    await tail.newer();
    await tail.newer();
    expect(tail.detached).toBe(false);
    expect(allLines(tail.buffer).at(-1)).toBe(lines.at(-1));
    await tail.seek({ offset: 0, line: 1 });
    await tail.toEnd();
    expect(allLines(tail.buffer).at(-1)).toBe(lines.at(-1));
  });
});
