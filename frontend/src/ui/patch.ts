/** A unified diff as rows to draw: numbers of both sides, kind and text of each line. Pure. */
export interface PatchRow {
  kind: "same" | "added" | "removed" | "hunk" | "note";
  before: number | null;
  after: number | null;
  text: string;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

export function patchRows(diff: string): PatchRow[] {
  const rows: PatchRow[] = [];
  let [before, after] = [0, 0];
  let inside = false;
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      inside = true;
      rows.push({ kind: "hunk", before: null, after: null, text: line });
    } else if (!inside) {
      // The two lines with the names of the files: the page has said them already.
    } else if (line.startsWith("+")) {
      rows.push({ kind: "added", before: null, after: after++, text: line.slice(1) });
    } else if (line.startsWith("-")) {
      rows.push({ kind: "removed", before: before++, after: null, text: line.slice(1) });
    } else if (line.startsWith("\\")) {
      rows.push({ kind: "note", before: null, after: null, text: line.slice(2) });
    } else {
      rows.push({ kind: "same", before: before++, after: after++, text: line.slice(1) });
    }
  }
  return rows;
}
