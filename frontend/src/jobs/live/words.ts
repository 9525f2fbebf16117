/** What the engine says of its work, in the reader's language. It is said once, in English, and kept with the job. Pure. */

type Translate = (key: string, values?: Record<string, string>) => string;

/** Sentences in order; what a group holds goes into the translation. A sentence that is not here is shown as it is. */
const SENTENCES: readonly (readonly [RegExp, string, readonly string[]])[] = [
  [
    /^building environment (\S+): ([\d,.]+) of ([\d,.]+) packages(.*)$/,
    "packages",
    ["name", "done", "total", "more"],
  ],
  [/^building environment (\S+): choosing versions$/, "versions", ["name"]],
  [/^building environment (\S+): making the virtual environment$/, "making", ["name"]],
  [/^building environment (\S+): waiting for the process that is building it$/, "elsewhere", ["name"]],
  [/^building environment (\S+)$/, "building", ["name"]],
  [/^waits for the (?:same|identical) step, which runs in (.+)$/, "joined", ["job"]],
  [/^attempt (\d+) in ([\d.e+]+) s$/, "attempt", ["number", "seconds"]],
  [/^reading (.+): (\d+) %$/, "reading", ["name", "percent"]],
  [/^fetching (.+)$/, "fetching", ["name"]],
];

export function workWords(text: string, t: Translate): string {
  for (const [pattern, key, names] of SENTENCES) {
    const found = pattern.exec(text);
    if (!found) continue;
    return t(`work.${key}`, Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""])));
  }
  return text;
}
