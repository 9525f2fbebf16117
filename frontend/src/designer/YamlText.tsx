/** Read-only YAML with highlighting and the lines of problems marked. Loaded when first opened. */
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Problem } from "../graph/types";
import type { LineAt } from "./ui";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--state-preparing)" },
  { tag: tags.comment, color: "var(--text-faint)" },
  { tag: [tags.separator, tags.punctuation], color: "var(--text-faint)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--text)", backgroundColor: "var(--surface)" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-faint)", border: "none" },
  "&.cm-focused": { outline: "none" },
  ".cm-problem-error": { backgroundColor: "var(--danger-soft)" },
  ".cm-problem-warning": { backgroundColor: "var(--warning-soft)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "var(--selected) !important",
  },
});

function marks(state: EditorState, problems: readonly Problem[]) {
  const lines = new Map<number, string>();
  for (const { line, severity } of problems) {
    if (line < 1 || line > state.doc.lines) continue;
    if (severity === "error" || !lines.has(line)) lines.set(line, severity);
  }
  const builder = new RangeSetBuilder<Decoration>();
  for (const [line, severity] of [...lines].sort((a, b) => a[0] - b[0])) {
    const { from } = state.doc.line(line);
    builder.add(from, from, Decoration.line({ class: `cm-problem-${severity}` }));
  }
  return builder.finish();
}

export default function YamlText({
  text,
  problems,
  label,
  at,
}: {
  text: string;
  problems: readonly Problem[];
  label: string;
  /** A place to go to; `n` makes the same place new. */
  at: LineAt | null;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const top = view.current?.scrollDOM.scrollTop ?? 0;
    const state = EditorState.create({
      doc: text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": label, "data-testid": "yaml-text", tabindex: "0" }),
        lineNumbers(),
        yaml(),
        syntaxHighlighting(colours),
        highlightSelectionMatches(),
        keymap.of(searchKeymap),
        look,
        EditorView.decorations.of((present) => marks(present.state, problems)),
      ],
    });
    if (view.current) view.current.setState(state);
    else view.current = new EditorView({ state, parent: host.current });
    view.current.scrollDOM.scrollTop = top;
  }, [text, problems, label]);
  useEffect(() => {
    const shown = view.current;
    if (!shown || !at || at.line > shown.state.doc.lines) return;
    const line = shown.state.doc.line(at.line);
    const head = Math.min(line.to, line.from + Math.max(0, at.column - 1));
    shown.dispatch({
      selection: { anchor: head, head: line.to },
      effects: EditorView.scrollIntoView(head, { y: "center" }),
    });
    shown.focus();
  }, [at]);
  useEffect(
    () => () => {
      view.current?.destroy();
      view.current = null;
    },
    [],
  );
  return <div ref={host} style={{ height: "100%" }} />;
}
