import { describe, expect, it } from "vitest";
import { elapsed, formatDuration, formatRelative, formatSize, formatTicking } from "./format";

describe("durations", () => {
  it.each([
    [0, "0 ms"],
    [850, "850 ms"],
    [4200, "4.2 s"],
    [9960, "10 s"],
    [23_000, "23 s"],
    [83_000, "1 m 23 s"],
    [3_600_000, "1 h 00 m"],
    [7_500_000, "2 h 05 m"],
    [273_600_000, "3 d 4 h"],
    [-5, "0 ms"],
  ])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("that tick show whole seconds", () => {
    expect(formatTicking(4900)).toBe("4 s");
    expect(formatTicking(83_900)).toBe("1 m 23 s");
  });

  it("take the units of another language", () => {
    expect(formatDuration(83_000, { ms: "밀리초", s: "초", m: "분", h: "시간", d: "일" })).toBe("1 분 23 초");
  });
});

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [4_200_000, "4.2 MB"],
    [1000, "1 kB"],
    [999_999, "1 MB"],
    [150_000, "150 kB"],
    [12_000_000_000, "12 GB"],
  ])("%d bytes read %s", (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

describe("relative times", () => {
  const now = Date.parse("2026-11-20T10:00:00Z");
  it("read as people say them, in both languages", () => {
    expect(formatRelative(now - 2000, now, "en")).toBe("now");
    expect(formatRelative(now - 125_000, now, "en")).toBe("2 minutes ago");
    expect(formatRelative(now - 86_400_000, now, "en")).toBe("yesterday");
    expect(formatRelative(now - 125_000, now, "ko")).toBe("2분 전");
  });
});

describe("elapsed time", () => {
  it("runs to now while there is no end, and is nothing before the start", () => {
    expect(elapsed(null, null, 0)).toBeNull();
    expect(elapsed("2026-11-20T10:00:00Z", null, Date.parse("2026-11-20T10:00:05Z"))).toBe(5000);
    expect(elapsed("2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z", 0)).toBe(1000);
  });
});
