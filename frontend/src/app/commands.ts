/** The command list: what a page can do, read by its toolbar, its shortcuts and the palette. */
import type { Icon } from "@tabler/icons-react";
import { useEffect } from "react";
import { create } from "zustand";

export interface Command {
  /** `undo`; its button is `action:undo`. */
  id: string;
  /** In the user's language. */
  label: string;
  icon?: Icon;
  /** `mod+shift+z`; several mean any of them. */
  keys?: readonly string[];
  disabled?: boolean;
  /** Also when a text field has the focus. */
  inFields?: boolean;
  /** The browser's own event does it (copy, paste): the keys are listed, not listened to. */
  native?: boolean;
  run: () => void;
}

export const useCommandStore = create<{ pages: Record<string, readonly Command[]> }>(() => ({ pages: {} }));

/** Offers commands while the calling component is mounted. `owner` keeps two lists apart. */
export function useCommands(owner: string, commands: readonly Command[]): void {
  useEffect(() => {
    useCommandStore.setState(({ pages }) => ({ pages: { ...pages, [owner]: commands } }));
  }, [owner, commands]);
  useEffect(
    () => () =>
      useCommandStore.setState(({ pages }) => {
        const { [owner]: _gone, ...rest } = pages;
        return { pages: rest };
      }),
    [owner],
  );
}
