/** Gathers items and hands them on at most once per interval; the first after a quiet time goes at once. */

export interface Timers {
  now(): number;
  set(run: () => void, ms: number): number;
  clear(id: number): void;
}

export const realTimers: Timers = {
  now: () => Date.now(),
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (id) => window.clearTimeout(id),
};

export class Coalescer<T> {
  private waiting: T[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private timer: number | null = null;

  constructor(
    private readonly hand: (items: T[]) => void,
    private readonly interval = 100,
    private readonly timers: Timers = realTimers,
  ) {}

  push(items: readonly T[]): void {
    for (const item of items) this.waiting.push(item);
    if (this.waiting.length === 0 || this.timer !== null) return;
    const wait = this.last + this.interval - this.timers.now();
    if (wait <= 0) this.flush();
    else this.timer = this.timers.set(() => this.flush(), wait);
  }

  flush(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const items = this.waiting;
    this.waiting = [];
    this.last = this.timers.now();
    this.hand(items);
  }

  stop(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.waiting = [];
  }
}
