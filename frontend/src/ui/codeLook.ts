/** How code looks in CodeMirror, wherever it is read. */
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--state-preparing)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--state-completed)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warning)" },
  { tag: [tags.comment, tags.meta], color: "var(--text-faint)", fontStyle: "italic" },
  {
    tag: [
      tags.definition(tags.variableName),
      tags.function(tags.variableName),
      tags.className,
      tags.propertyName,
    ],
    color: "var(--accent)",
  },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface-sunken)", color: "var(--text)", fontSize: "12px", height: "100%" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "var(--surface-sunken)", color: "var(--text-faint)", border: "none" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
});

const LANGUAGES: Record<string, () => Extension> = { python, yaml, json };

/** Everything a reader of code gets; nobody writes here. */
export const reading = (language: string, label: string): Extension[] => [
  lineNumbers(),
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
  syntaxHighlighting(colours),
  highlightSelectionMatches(),
  keymap.of(searchKeymap),
  look,
  LANGUAGES[language]?.() ?? [],
];
