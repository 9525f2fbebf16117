/** Key presses -> commands. Pure matching plus one listener. */
import { useEffect, useRef } from "react";
import type { Command } from "./commands";

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Letters are matched by their place too, so that a Korean input method does not switch the shortcuts off. */
export function matches(keys: string, press: KeyPress): boolean {
  const parts = keys.toLowerCase().split("+");
  const key = parts.pop() ?? "";
  if (parts.includes("mod") !== (press.ctrlKey || press.metaKey)) return false;
  if (parts.includes("alt") !== press.altKey) return false;
  const isSymbol = key.length === 1 && !/[a-z0-9]/.test(key);
  if (!isSymbol && parts.includes("shift") !== press.shiftKey) return false;
  if (/^[a-z]$/.test(key)) return press.key.toLowerCase() === key || press.code === `Key${key.toUpperCase()}`;
  return press.key.toLowerCase() === key;
}

const NAMES: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: isMac ? "⇧" : "Shift",
  alt: isMac ? "⌥" : "Alt",
  delete: "Del",
};

/** `mod+shift+z` -> ["Ctrl", "Shift", "Z"] */
export function keyNames(keys: string): string[] {
  return keys
    .split("+")
    .map(
      (part) =>
        NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part[0]!.toUpperCase() + part.slice(1)),
    );
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}

/** Runs the first matching command. Does nothing while a dialog or menu has the focus. */
export function useShortcuts(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target;
      const floating =
        target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]');
      if (floating) return;
      const command = latest.current.find(
        (one) => !one.native && one.keys?.some((keys) => matches(keys, event)),
      );
      if (!command || command.disabled || (isField(target) && !command.inFields)) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
