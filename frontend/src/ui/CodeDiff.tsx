/** Two texts side by side, with what is the same folded away. Loaded only when something is compared. */
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { reading } from "./codeLook";

/** The merge view draws red and green; ours are those of the theme, with a bar that needs no colour. */
const marks = EditorView.theme({
  "&": { height: "auto" },
  ".cm-changedLine": { backgroundColor: "var(--diff-line) !important" },
  ".cm-changedText": {
    background: "linear-gradient(var(--diff-mark), var(--diff-mark)) bottom / 100% 2px no-repeat !important",
  },
  ".cm-changeGutter": { width: "3px", paddingLeft: "1px" },
  ".cm-changedLineGutter": { background: "var(--diff-mark) !important" },
  ".cm-collapsedLines": {
    background: "var(--surface)",
    color: "var(--text-dim)",
    borderBlock: "1px solid var(--line)",
    padding: "3px 12px",
  },
  // Its own marks are of a font that is not everywhere.
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯" !important' },
});

interface CodeDiffProps {
  before: string;
  after: string;
  language: string;
  labels: { before: string; after: string };
}

export default function CodeDiff({ before, after, language, labels }: CodeDiffProps) {
  const { t } = useTranslation("pages");
  const unchanged = t("ui.unchanged");
  const host = useRef<HTMLDivElement>(null);
  const [left, right] = [labels.before, labels.after];
  useEffect(() => {
    if (!host.current) return;
    const words = EditorState.phrases.of({ "$ unchanged lines": unchanged });
    const view = new MergeView({
      parent: host.current,
      a: { doc: before, extensions: [reading(language, left), marks, words, EditorView.lineWrapping] },
      b: { doc: after, extensions: [reading(language, right), marks, words, EditorView.lineWrapping] },
      collapseUnchanged: { margin: 3, minSize: 6 },
      highlightChanges: true,
      gutter: true,
    });
    return () => view.destroy();
  }, [before, after, language, left, right, unchanged]);
  return <div ref={host} className="code-diff" data-keys="own" />;
}
