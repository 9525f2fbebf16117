/** Typing shows at once and is handed on when it pauses. */
import { useEffect, useRef, useState } from "react";

export function useTyped(value: string, commit: (value: string) => void) {
  const [text, setText] = useState(value);
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = window.setTimeout(() => latest.current(text), 250);
    return () => window.clearTimeout(timer);
  }, [text, value]);
  return [text, setText] as const;
}
