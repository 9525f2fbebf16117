/** What a node is busy with or waits for, in words and as a share. Pure. */
import { isTerminal, type NodeState } from "./types";
import { workWords } from "./words";

export interface Work {
  text: string;
  /** 0 to 1, or null where no end is known. */
  share: number | null;
}

/** "…: 12 of 31 packages" -> 12/31, "…: 40 %" -> 0.4. */
function counted(text: string): number | null {
  const percent = /(\d+) %/.exec(text);
  if (percent) return Math.min(1, Number(percent[1]) / 100);
  const found = /(\d[\d,.]*) of (\d[\d,.]*)/.exec(text);
  if (!found) return null;
  const [done, total] = [found[1]!, found[2]!].map((part) => Number(part.replaceAll(",", "")));
  return total ? Math.min(1, done! / total) : null;
}

/** Words of one token are the engine's own (`retry`, `lost`); they are told as a badge, not as a line. */
const isSentence = (text: string): boolean => /\s/.test(text);

export function workOf(node: NodeState): Work | null {
  if (isTerminal(node.status)) return null;
  const { progress } = node;
  if (progress?.text || progress?.total) {
    const text = progress.text ?? `${progress.done ?? 0} / ${progress.total}`;
    const share = progress.total ? Math.min(1, (progress.done ?? 0) / progress.total) : counted(text);
    return { text, share };
  }
  if (node.status !== "Running" && node.reason && isSentence(node.reason))
    return { text: node.reason, share: null };
  return null;
}

/** The same in the reader's language. */
export const told = (
  work: Work | null,
  t: (key: string, values?: Record<string, string>) => string,
): Work | null => work && { ...work, text: workWords(work.text, t) };

const JOINED = /^waits for the (same|identical) step/;

/** It takes part in an identical step that runs already. */
export const isJoined = (node: NodeState): boolean =>
  !isTerminal(node.status) && JOINED.test(node.progress?.text ?? "");

const ENGINE_WORDS = [
  "retry",
  "lost",
  "upstream",
  "canceled",
  "abandoned",
  "pipeline_failed",
  "children",
  "joined",
];

/** The engine's words for people; a sentence is left as it is. */
export function reasonWords(reason: string | null, t: (key: string) => string): string | null {
  return reason !== null && ENGINE_WORDS.includes(reason) ? t(`reason.${reason}`) : reason;
}
