/** A clock and a websocket for tests: time moves only when told, and the line is cut when told. */
import type { Timers } from "./coalesce";
import type { SocketLike } from "./socket";

export class FakeTimers implements Timers {
  private time = 0;
  private next = 1;
  private jobs = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  set(run: () => void, ms: number): number {
    const id = this.next++;
    this.jobs.set(id, { at: this.time + ms, run });
    return id;
  }

  clear(id: number): void {
    this.jobs.delete(id);
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.jobs].filter(([, job]) => job.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.jobs.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
    }
    this.time = end;
  }
}

export class FakeSocket implements SocketLike {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readyState = 0;
  sent: string[] = [];

  constructor(readonly url: string) {}

  accept(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }

  give(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent<string>);
  }

  cut(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code } as CloseEvent);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}
