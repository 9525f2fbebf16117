/** A document that came without places is laid out for display; the document itself is not touched. */
import { useEffect, useMemo, useState } from "react";
import { unplaced } from "../graph/layout";
import type { CanvasDoc, Interfaces, Point } from "../graph/types";

/** Grid as a last resort: a graph must be visible even where workers are not to be had. */
function grid(doc: CanvasDoc): Record<string, Point> {
  return Object.fromEntries(
    unplaced(doc).map((key, i) => [key, { x: (i % 5) * 300, y: Math.floor(i / 5) * 160 }]),
  );
}

export function useAutoLayout(
  doc: CanvasDoc,
  components: Interfaces,
): { doc: CanvasDoc; arranging: boolean } {
  const missing = useMemo(() => unplaced(doc).join("\n"), [doc]);
  const [places, setPlaces] = useState<{ for: string; at: Record<string, Point> } | null>(null);
  const known = places?.for === missing ? places.at : null;
  useEffect(() => {
    if (!missing || known) return;
    let wanted = true;
    const done = (at: Record<string, Point>) => wanted && setPlaces({ for: missing, at });
    void import("./layout")
      .then(({ layoutCanvas }) => layoutCanvas(doc, components))
      .then(done, () => done(grid(doc)));
    return () => {
      wanted = false;
    };
    // The graph's shape decides, not each new object of it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [missing, known]);
  return useMemo(() => {
    if (!missing) return { doc, arranging: false };
    if (!known) return { doc, arranging: true };
    return {
      doc: { ...doc, layout: { ...doc.layout, nodes: { ...known, ...doc.layout.nodes } } },
      arranging: false,
    };
  }, [doc, missing, known]);
}
