import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import { emptyCanvas } from "../graph/document";
import type { CanvasDoc } from "../graph/types";
import type { Draft } from "./api";
import { Autosave, type SaveState, type Unsaved } from "./autosave";

const named = (name: string): CanvasDoc => emptyCanvas(name);
const draftAt = (revision: number, canvas = named("theirs")): Draft => ({
  id: "d",
  name: "d",
  revision,
  created: "",
  updated: "",
  origin: "",
  canvas,
  components: {},
  problems: [],
  yaml: "",
  files: [],
});
const away = new ApiError(0, { code: "unreachable", message: "" });

/** A server that answers when told to, and a clock that runs when told to. */
function rig() {
  const calls: { canvas: CanvasDoc; revision: number; answer: (result: Draft | Error) => Promise<void> }[] =
    [];
  const states: SaveState[] = [];
  const kept: (Unsaved | null)[] = [];
  let timer: { run: () => void; ms: number } | null = null;
  let stale: Draft | null = null;
  const save = new Autosave(
    {
      save: (canvas, revision) =>
        new Promise((resolve, reject) => {
          const answer = async (result: Draft | Error) => {
            if (result instanceof Error) reject(result);
            else resolve(result);
            await new Promise((next) => setTimeout(next));
          };
          calls.push({ canvas, revision, answer });
        }),
      later: (run, ms) => {
        const mine = { run, ms };
        timer = mine;
        return () => {
          if (timer === mine) timer = null;
        };
      },
      keep: (unsaved) => kept.push(unsaved),
      onState: (state) => states.push(state),
      onSaved: () => undefined,
      onStale: (theirs) => {
        stale = theirs;
      },
    },
    4,
  );
  const tick = () => {
    const due = timer;
    timer = null;
    due?.run();
    return due?.ms;
  };
  return { save, calls, states, kept, tick, waits: () => timer !== null, stale: () => stale };
}

describe("autosave", () => {
  it("saves the latest of many changes once, from the revision it knows", async () => {
    const { save, calls, states, kept, tick } = rig();
    save.change(named("a"));
    save.change(named("b"));
    expect(calls).toEqual([]);
    tick();
    expect(calls.map(({ canvas, revision }) => [canvas.job.display_name, revision])).toEqual([["b", 4]]);
    await calls[0]!.answer(draftAt(5));
    expect(states.at(-1)).toBe("saved");
    expect(kept.at(-1)).toBeNull();
    expect(save.presentRevision).toBe(5);
  });

  it("saves what changed meanwhile after the save before it, never at the same time", async () => {
    const { save, calls, tick } = rig();
    save.change(named("a"));
    tick();
    save.change(named("b"));
    tick();
    expect(calls).toHaveLength(1);
    await calls[0]!.answer(draftAt(5));
    tick();
    expect(calls[1]).toMatchObject({ revision: 5, canvas: { job: { display_name: "b" } } });
  });

  it("keeps the work and tries again when the server is away", async () => {
    const { save, calls, states, kept, tick } = rig();
    save.change(named("a"));
    tick();
    await calls[0]!.answer(away);
    expect(states.at(-1)).toBe("offline");
    expect(kept.at(-1)?.canvas.job.display_name).toBe("a");
    expect(tick()).toBe(800);
    await calls[1]!.answer(away);
    expect(tick()).toBe(1600);
    await calls[2]!.answer(draftAt(5));
    expect(states.at(-1)).toBe("saved");
  });

  it("never overwrites a newer revision, and goes on when the user has chosen", async () => {
    const { save, calls, states, stale, tick, waits } = rig();
    save.change(named("mine"));
    tick();
    const theirs = draftAt(9);
    await calls[0]!.answer(new ApiError(409, { code: "stale_revision", message: "" }, { draft: theirs }));
    expect(states.at(-1)).toBe("stale");
    expect(stale()).toBe(theirs);
    save.change(named("more"));
    expect(waits()).toBe(false);
    expect(await save.flush()).toBe(false);
    save.adopt(9);
    save.change(named("on"));
    tick();
    expect(calls[1]?.revision).toBe(9);
  });

  it("flushes without waiting for the pause", async () => {
    const { save, calls } = rig();
    save.change(named("a"));
    const done = save.flush();
    await calls[0]!.answer(draftAt(5));
    expect(await done).toBe(true);
    expect(await save.flush()).toBe(true);
  });

  it("says so when a flush fails", async () => {
    const { save, calls } = rig();
    save.change(named("a"));
    const done = save.flush();
    await calls[0]!.answer(away);
    expect(await done).toBe(false);
  });
});
