/** Which rule of the table takes an environment, by the names it goes by. Pure; the server decides the same way. */
import type { EnvironmentRule, PathRule } from "./api";

/** The text itself, without `azureml:`, and the bare name: a rule may be written for any of them. */
export function namesOf(written: string): string[] {
  const text = written.trim();
  if (text === "") return [];
  const short = text.replace(/^azureml:/, "");
  const named = /\/environments\/([^/]+)/.exec(text)?.[1];
  const name = named ?? short.split(/[:@]/)[0] ?? short;
  return [...new Set([text, short, name])];
}

/** `*`, `?` and `[abc]` as in a shell; everything else is itself. */
export function patternToRegExp(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at]!;
    if (sign === "*") source += ".*";
    else if (sign === "?") source += ".";
    else if (sign === "[") {
      const end = pattern.indexOf("]", at + (pattern[at + 1] === "!" ? 3 : 2));
      if (end < 0) source += "\\[";
      else {
        const inside = pattern
          .slice(at + 1, end)
          .replace(/\\/g, "\\\\")
          .replace(/\^/g, "\\^");
        source += `[${inside.replace(/^!/, "^")}]`;
        at = end;
      }
    } else source += sign.replace(/[.+^${}()|\\\]]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "s");
}

/** Where the first rule that fits stands; -1 when none does. */
export function matchingRule(rules: readonly Pick<EnvironmentRule, "match">[], written: string): number {
  const names = namesOf(written);
  return rules.findIndex((rule) => {
    if (rule.match.trim() === "") return false;
    const pattern = patternToRegExp(rule.match);
    return names.some((name) => pattern.test(name));
  });
}

/** What becomes of an environment: a rule of the table takes it, it is used as it is, or nothing is known of it. */
export type Outcome = { kind: "rule"; at: number } | { kind: "itself"; name: string } | { kind: "none" };

/** Own rules come first, then what is built in or registered under the name, and built-in rules for the rest. */
export function outcomeOf(
  rules: readonly Pick<EnvironmentRule, "match" | "builtin">[],
  written: string,
  registered: readonly string[],
): Outcome {
  const own = matchingRule(
    rules.filter((rule) => !rule.builtin),
    written,
  );
  if (own >= 0) return { kind: "rule", at: own };
  const name = namesOf(written).at(-1) ?? "";
  if (!written.includes("/registries/") && registered.includes(name)) return { kind: "itself", name };
  const at = matchingRule(rules, written);
  return at >= 0 ? { kind: "rule", at } : { kind: "none" };
}

const BOUNDARY = /[/:=@]$/;

/** The local path of an address by its longest prefix; null when the map says nothing of it. */
export function mappedPath(
  maps: readonly PathRule[],
  address: string,
): { rule: PathRule; path: string } | null {
  const longestFirst = [...maps].sort((a, b) => b.from.length - a.from.length);
  for (const rule of longestFirst) {
    if (rule.from === "" || !address.startsWith(rule.from)) continue;
    const rest = address.slice(rule.from.length);
    // `…/data` is no part of `…/data2`.
    if (rest && !BOUNDARY.test(rule.from) && !/^[/:@?]/.test(rest)) continue;
    const tail = /^[:@?]/.test(rest) ? "" : rest.replace(/^\/+/, "");
    return { rule, path: tail ? `${rule.to.replace(/\/+$/, "")}/${tail}` : rule.to };
  }
  return null;
}

/** Moves an item; outside the list nothing happens. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  if (to < 0 || to >= next.length) return next;
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}
