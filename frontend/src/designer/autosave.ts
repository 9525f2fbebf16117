/**
 * Saves a document after each change, one save at a time, with the revision it started from. Knows no page: what it
 * needs (server, clock, storage) is given. A newer revision of somebody else stops it until the user has chosen.
 */
import { ApiError } from "../api/client";
import type { CanvasDoc } from "../graph/types";
import type { Draft } from "./api";

export type SaveState = "saved" | "dirty" | "saving" | "offline" | "stale" | "failed";

export interface Unsaved {
  canvas: CanvasDoc;
  revision: number;
}

export interface AutosavePorts {
  save(canvas: CanvasDoc, revision: number): Promise<Draft>;
  later(run: () => void, ms: number): () => void;
  keep(unsaved: Unsaved | null): void;
  onState(state: SaveState, error?: ApiError): void;
  onSaved(draft: Draft, isLatest: boolean): void;
  onStale(theirs: Draft): void;
}

const PAUSE = 300;
const RETRY_FIRST = 800;
const RETRY_MOST = 10_000;

export class Autosave {
  private wanted: CanvasDoc | null = null;
  private running: Promise<void> | null = null;
  private cancelTimer: (() => void) | null = null;
  private failures = 0;
  private stopped = false;

  constructor(
    private readonly ports: AutosavePorts,
    private revision: number,
  ) {}

  get pending(): boolean {
    return this.wanted !== null || this.running !== null;
  }

  get presentRevision(): number {
    return this.revision;
  }

  change(canvas: CanvasDoc): void {
    this.wanted = canvas;
    this.ports.keep({ canvas, revision: this.revision });
    if (this.stopped) return;
    this.ports.onState("dirty");
    this.schedule(PAUSE);
  }

  /** Resolves when the present document is on the server, or cannot be. True when it is. */
  async flush(): Promise<boolean> {
    while (this.pending && !this.stopped) {
      const before = this.failures;
      await (this.running ?? this.run());
      if (this.failures > before) return false;
    }
    return !this.stopped && this.wanted === null;
  }

  /** The document on the server is now this revision, however it got there. */
  adopt(revision: number): void {
    this.cancelTimer?.();
    this.wanted = null;
    this.stopped = false;
    this.failures = 0;
    this.revision = revision;
    this.ports.keep(null);
    this.ports.onState("saved");
  }

  stop(): void {
    this.cancelTimer?.();
    this.stopped = true;
  }

  private schedule(ms: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.ports.later(() => void this.run(), ms);
  }

  private run(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.running ??= this.saveOnce().finally(() => {
      this.running = null;
      if (this.wanted !== null && !this.stopped && this.failures === 0) this.schedule(0);
    });
    return this.running;
  }

  private async saveOnce(): Promise<void> {
    const canvas = this.wanted;
    if (canvas === null || this.stopped) return;
    this.ports.onState("saving");
    try {
      const draft = await this.ports.save(canvas, this.revision);
      this.failures = 0;
      this.revision = draft.revision;
      const isLatest = this.wanted === canvas;
      if (isLatest) this.wanted = null;
      this.ports.keep(this.wanted && { canvas: this.wanted, revision: this.revision });
      this.ports.onSaved(draft, isLatest);
      this.ports.onState(isLatest ? "saved" : "dirty");
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.failures += 1;
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "stale_revision") {
      this.stopped = true;
      this.ports.onState("stale");
      this.ports.onStale(error.body.draft as Draft);
      return;
    }
    this.ports.onState(error.unreachable ? "offline" : "failed", error);
    // A refusal may be a full disk or a locked database: asked again too, but slowly.
    this.schedule(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (this.failures - 1)));
  }
}
