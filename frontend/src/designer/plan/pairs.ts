/** Lines of `what is written=what stands in` -> a mapping. An address may hold `=` itself, so the last one counts. Pure. */
export function pairsOf(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const at = line.lastIndexOf("=");
    const [key, value] = [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
    if (at > 0 && key && value) pairs[key] = value;
  }
  return pairs;
}
