/** A websocket that comes back: resumes from its cursor, backs off with jitter, and shows how it is. Knows no state of runs. */
import { realTimers, type Timers } from "./coalesce";
import type { ConnectionState } from "./types";

export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  readyState: number;
  send(text: string): void;
  close(code?: number): void;
}

export interface SocketOptions {
  /** Called before each connection, so that the cursor in the address is the latest. */
  url: () => string;
  onFrame: (frame: unknown) => void;
  onState: (state: ConnectionState) => void;
  onOpen?: (send: (message: unknown) => void) => void;
  open?: (url: string) => SocketLike;
  timers?: Timers;
  random?: () => number;
}

export const FIRST_DELAY = 250;
export const LONGEST_DELAY = 10_000;
/** The server pings each 15 s: nothing for longer than this means the line is dead although nobody closed it. */
export const SILENCE = 40_000;
/** The codes a server uses to refuse for good: not signed in, not allowed, no such job. */
const REFUSED = new Set([4401, 4403, 4404]);

/** Full jitter over the upper half: spreads a crowd of tabs, never waits zero. */
export function backOff(failures: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

export class ResumingSocket {
  private socket: SocketLike | null = null;
  private failures = 0;
  private retry: number | null = null;
  private watchdog: number | null = null;
  private stopped = true;
  private readonly timers: Timers;
  private readonly random: () => number;
  private readonly wake = () => {
    if (!this.stopped && this.socket === null) this.connect();
  };

  constructor(private readonly options: SocketOptions) {
    this.timers = options.timers ?? realTimers;
    this.random = options.random ?? Math.random;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    if (typeof window !== "undefined") window.addEventListener("online", this.wake);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    if (typeof window !== "undefined") window.removeEventListener("online", this.wake);
    this.clearTimers();
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
    this.options.onState("closed");
  }

  send(message: unknown): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  /** Drops the line and takes it up again at once, from the present cursor. */
  restart(): void {
    if (this.stopped) return;
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.onclose = null;
    socket?.close(1000);
    this.connect();
  }

  private clearTimers(): void {
    if (this.retry !== null) this.timers.clear(this.retry);
    if (this.watchdog !== null) this.timers.clear(this.watchdog);
    this.retry = null;
    this.watchdog = null;
  }

  private connect(): void {
    this.clearTimers();
    this.options.onState(this.failures === 0 ? "connecting" : "retrying");
    const open = this.options.open ?? ((url: string) => new WebSocket(url) as SocketLike);
    const socket = open(this.options.url());
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.failures = 0;
      this.options.onState("live");
      this.options.onOpen?.((message) => this.send(message));
      this.listen();
    };
    socket.onmessage = (event) => {
      if (this.socket === socket) this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
    socket.onerror = () => undefined;
  }

  private listen(): void {
    if (this.watchdog !== null) this.timers.clear(this.watchdog);
    this.watchdog = this.timers.set(() => {
      const socket = this.socket;
      if (socket) socket.onclose = null;
      socket?.close(1000);
      this.lost(1006);
    }, SILENCE);
  }

  private receive(text: string): void {
    this.listen();
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof frame === "object" && frame !== null && "type" in frame && frame.type === "ping") {
      this.send({ type: "pong" });
      return;
    }
    this.options.onFrame(frame);
  }

  private lost(code: number): void {
    this.clearTimers();
    this.socket = null;
    if (this.stopped || REFUSED.has(code)) {
      this.options.onState("closed");
      return;
    }
    // 1012 says that the service restarts: it is back soon, so the first try does not wait for the back-off to grow.
    const wait =
      code === 1012 && this.failures === 0
        ? 100 + Math.round(200 * this.random())
        : backOff(this.failures, this.random);
    this.failures += 1;
    this.options.onState("retrying");
    this.retry = this.timers.set(() => this.connect(), wait);
  }
}

/** Websocket address on the page's own host. */
export function socketUrl(path: string): string {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${window.location.host}${path}`;
}
