/** Reads code with line numbers and colours. Loaded only when something is to be read. */
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { reading } from "./codeLook";

export default function CodeView({
  text,
  language,
  label,
}: {
  text: string;
  language: string;
  label: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: text, extensions: reading(language, label) }),
    });
    return () => view.destroy();
  }, [text, language, label]);
  return <div ref={host} style={{ height: "100%", minHeight: 0, overflow: "hidden" }} data-keys="own" />;
}
