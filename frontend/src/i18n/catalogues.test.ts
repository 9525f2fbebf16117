import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const src = new URL("..", import.meta.url).pathname;
const locales = join(src, "i18n/locales");
type Tree = { [key: string]: string | Tree };

function read(language: string, namespace: string): Tree {
  return JSON.parse(readFileSync(join(locales, language, namespace), "utf8")) as Tree;
}

function flat(tree: Tree, prefix = ""): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") out[prefix + key] = value;
    else Object.assign(out, flat(value, `${prefix}${key}.`));
  }
  return out;
}

/** Korean has one plural form, so `x_one` of English needs no twin. */
const wanted = (key: string) => key.replace(/_one$/, "_other");
const holes = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((m) => m[1]).sort();

describe.each(readdirSync(join(locales, "en")))("%s", (namespace) => {
  const en = flat(read("en", namespace));
  const ko = flat(read("ko", namespace));

  it("has every English key in Korean", () => {
    expect(Object.keys(en).filter((key) => !(wanted(key) in ko))).toEqual([]);
  });

  it("has no Korean key without an English one", () => {
    expect(Object.keys(ko).filter((key) => !(key in en))).toEqual([]);
  });

  it("fills the same holes in both", () => {
    const differing = Object.keys(ko).filter(
      (key) => key in en && String(holes(ko[key]!)) !== String(holes(en[key]!)),
    );
    expect(differing).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(join(src, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => readFileSync(join(src, folder, name), "utf8"));
}

describe.each([
  ["assets", "assets.json"],
  ["designer", "designer.json"],
  ["app", "frame.json"],
  ["canvas", "frame.json"],
  ["settings", "settings.json"],
])("the words of src/%s", (folder, namespace) => {
  it("are in the catalogue", () => {
    const known = Object.keys(flat(read("en", namespace)));
    const used = sources(folder).flatMap((text) =>
      [...text.matchAll(/\b(?:t|say)\("([\w.]+)"/g)].map((m) => m[1]!),
    );
    const has = (key: string) =>
      known.some((one) => one === key || one.startsWith(`${key}.`) || one === `${key}_other`);
    expect(used.filter((key) => !has(key))).toEqual([]);
    expect(used.length).toBeGreaterThan(0);
  });
});
