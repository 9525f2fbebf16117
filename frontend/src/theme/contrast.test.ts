import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function tokens(scheme: string): Record<string, string> {
  const block = css.split(`[data-mantine-color-scheme="${scheme}"]`)[1]?.split("}")[0] ?? "";
  return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

describe.each(["light", "dark"])("the %s tokens", (scheme) => {
  const all = tokens(scheme);
  const grounds = ["--bg", "--surface", "--surface-sunken", "--surface-raised"];
  const inks = Object.keys(all).filter(
    (name) =>
      name.startsWith("--state-") ||
      ["--text", "--text-dim", "--text-faint", "--accent", "--danger", "--warning", "--io"].includes(name),
  );

  it.each(inks)("%s reads at 4.5:1 on every ground", (ink) => {
    for (const ground of grounds) {
      expect(contrast(all[ink]!, all[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("reads on its own soft grounds", () => {
    for (const [ink, ground] of [
      ["--accent", "--accent-soft"],
      ["--text", "--selected"],
      ["--text-dim", "--hover"],
      ["--danger", "--danger-soft"],
      ["--added", "--added-soft"],
      ["--text", "--added-soft"],
      ["--warning", "--warning-soft"],
      ["--io", "--io-soft"],
      ["--on-accent", "--accent"],
    ] as const) {
      expect(contrast(all[ink]!, all[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
