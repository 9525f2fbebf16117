/** The open draft: document with history, what the server said about it, selection, saving. One store per page. */
import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import { remember, recall } from "../app/remembered";
import type { ApiError } from "../api/client";
import { allKeys } from "../graph/document";
import type { Edit } from "../graph/edits";
import { type History, joinLast, perform, redo, seal, startHistory, undo } from "../graph/history";
import type { Interface, Interfaces, Problem } from "../graph/types";
import { designerApi, type Draft } from "./api";
import { keepReport, recallReport } from "./importReport";
import { Autosave, type SaveState, type Unsaved } from "./autosave";

export interface DesignerState {
  id: string;
  name: string;
  history: History;
  components: Interfaces;
  problems: Problem[];
  /** What the imported file was translated from. */
  report: Problem[];
  yaml: string;
  saveState: SaveState;
  saveError: ApiError | null;
  /** The newer draft of somebody else, while the user has not chosen. */
  theirs: Draft | null;
  /** Unsaved work of an earlier visit was brought back. */
  restored: boolean;
  selection: readonly string[];
  /** Said to screen readers; the number makes the same words new. */
  said: { key: string; values: Record<string, string | number>; n: number };
}

export interface DesignerStore {
  store: StoreApi<DesignerState>;
  /** One undo step. `group` joins it to the step before of the same name. */
  edit(edits: readonly Edit[], group?: string): void;
  /** An addition to the last step: an import and its layout are undone together. */
  amend(edits: readonly Edit[]): void;
  seal(): void;
  undo(): void;
  redo(): void;
  select(keys: readonly string[]): void;
  learn(face: Interface): void;
  /** The revision that the server is known to have. */
  revision(): number;
  /** True when the server has everything. */
  flush(): Promise<boolean>;
  /** Takes a draft that the server already has, as one undo step. */
  takeImported(draft: Draft): void;
  /** Throws mine away and starts from this draft. */
  load(draft: Draft): void;
  refresh(draft: Draft): void;
  /** The report of an import was read. */
  dismissReport(): void;
  rename(name: string): void;
  say(key: string, values?: Record<string, string | number>): void;
  close(): void;
}

const unsavedKey = (id: string) => `draft.${id}`;

function firstState(draft: Draft, unsaved: Unsaved | null): DesignerState {
  const fits = unsaved !== null && unsaved.revision === draft.revision;
  return {
    id: draft.id,
    name: draft.name,
    history: startHistory(unsaved?.canvas ?? draft.canvas),
    components: draft.components,
    problems: draft.problems,
    report: recallReport(draft.id),
    yaml: draft.yaml,
    saveState: unsaved ? (fits ? "dirty" : "stale") : "saved",
    saveError: null,
    theirs: unsaved && !fits ? draft : null,
    restored: unsaved !== null,
    selection: [],
    said: { key: "", values: {}, n: 0 },
  };
}

export function createDesigner(draft: Draft): DesignerStore {
  const unsaved = recall<Unsaved | null>(unsavedKey(draft.id), null);
  const store = createStore<DesignerState>(() => firstState(draft, unsaved));
  const { getState: get, setState: set } = store;
  const saver = new Autosave(
    {
      save: (canvas, revision) => designerApi.save(draft.id, canvas, revision),
      later: (run, ms) => {
        const timer = window.setTimeout(run, ms);
        return () => window.clearTimeout(timer);
      },
      keep: (kept) => remember(unsavedKey(draft.id), kept ?? undefined),
      onState: (saveState, error) => set({ saveState, saveError: error ?? null }),
      onSaved: ({ components, problems, yaml }, isLatest) => {
        // An older answer would speak of nodes that are gone.
        if (isLatest)
          set({ components: { ...get().components, ...components }, problems, yaml, restored: false });
      },
      onStale: (theirs) => set({ theirs }),
    },
    draft.revision,
  );

  const take = (history: History) => {
    if (history === get().history) return;
    const here = new Set(allKeys(history.doc));
    const changed = history.doc !== get().history.doc;
    set({ history, selection: get().selection.filter((key) => here.has(key)) });
    if (changed) saver.change(history.doc);
  };

  if (get().theirs) saver.stop();
  else if (unsaved) saver.change(unsaved.canvas);

  const designer: DesignerStore = {
    store,
    edit: (edits, group) => take(perform(get().history, edits, group ?? null)),
    amend: (edits) => {
      const next = perform(get().history, edits);
      take(next === get().history ? next : joinLast(next));
    },
    seal: () => set({ history: seal(get().history) }),
    undo: () => {
      const step = get().history.past.at(-1);
      take(undo(get().history));
      if (step) designer.say("said.undone", { step: step.kind });
    },
    redo: () => {
      const step = get().history.future[0];
      take(redo(get().history));
      if (step) designer.say("said.redone", { step: step.kind });
    },
    select: (keys) => set({ selection: keys }),
    learn: (face) => set({ components: { ...get().components, [face.ref]: face } }),
    revision: () => saver.presentRevision,
    flush: () => saver.flush(),
    takeImported: (imported) => {
      set({
        history: perform(get().history, [{ kind: "importDocument", args: { document: imported.canvas } }]),
      });
      designer.refresh(imported);
      set({ selection: [], report: keepReport(imported.id, imported.problems) });
      saver.adopt(imported.revision);
    },
    load: (other) => {
      saver.adopt(other.revision);
      set({ ...firstState(other, null), said: get().said });
    },
    refresh: ({ components, problems, yaml }) => set({ components, problems, yaml }),
    dismissReport: () => set({ report: keepReport(draft.id, []) }),
    rename: (name) => set({ name }),
    say: (key, values = {}) => set({ said: { key, values, n: get().said.n + 1 } }),
    close: () => {
      void saver.flush();
    },
  };
  return designer;
}

export const DesignerContext = createContext<DesignerStore | null>(null);

export function useDesigner(): DesignerStore {
  const designer = useContext(DesignerContext);
  if (!designer) throw new Error("useDesigner outside of a draft");
  return designer;
}

export function useDraft<T>(selector: (state: DesignerState) => T): T {
  return useStore(useDesigner().store, selector);
}

export const useDoc = () => useDraft((state) => state.history.doc);
