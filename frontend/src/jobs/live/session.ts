/** Follows one job: reads its state, then its events over the websocket, and keeps the store up to date. */
import { Coalescer, realTimers, type Timers } from "./coalesce";
import { applyEvents, applySnapshot } from "./reduce";
import { ResumingSocket, type SocketLike } from "./socket";
import { countParents, logKey, NO_RUN, useLiveRun } from "./store";
import type { RunEvent, RunFrame, RunSnapshot } from "./types";

export interface SessionPorts {
  fetchState: (job: string) => Promise<RunSnapshot>;
  socketUrl: (path: string) => string;
  /** Asking again would not help: there is no such job, or it may not be seen. */
  isFinal?: (trouble: unknown) => boolean;
  open?: (url: string) => SocketLike;
  timers?: Timers;
}

interface Watch {
  path: string;
  file: string;
}

const RETRY_STATE = 2000;

export class LiveSession {
  private readonly socket: ResumingSocket;
  private readonly coalescer: Coalescer<RunEvent>;
  private readonly timers: Timers;
  private watches: Watch[] = [];
  private reading = false;
  private stopped = false;
  private retry: number | null = null;

  constructor(
    readonly job: string,
    private readonly ports: SessionPorts,
  ) {
    this.timers = ports.timers ?? realTimers;
    this.coalescer = new Coalescer<RunEvent>((events) => this.take(events), 100, this.timers);
    this.socket = new ResumingSocket({
      url: () =>
        ports.socketUrl(`/ws/jobs/${encodeURIComponent(job)}?after=${useLiveRun.getState().run?.seq ?? 0}`),
      onFrame: (frame) => this.receive(frame as RunFrame),
      onState: (connection) => useLiveRun.setState({ connection }),
      onOpen: (send) => {
        if (this.watches.length > 0) send({ watch: this.watches });
      },
      ...(ports.open ? { open: ports.open } : {}),
      timers: this.timers,
    });
  }

  async start(): Promise<void> {
    useLiveRun.setState({ ...NO_RUN, job: this.job });
    await this.read();
  }

  stop(): void {
    this.stopped = true;
    if (this.retry !== null) this.timers.clear(this.retry);
    this.coalescer.stop();
    this.socket.stop();
  }

  /** Asks the server to tell the size of these logs as they grow. */
  watch(watches: Watch[]): void {
    this.watches = watches;
    this.socket.send({ watch: watches });
  }

  private async read(): Promise<void> {
    if (this.reading || this.stopped) return;
    this.reading = true;
    try {
      const snapshot = await this.ports.fetchState(this.job);
      if (this.stopped) return;
      const run = applySnapshot(useLiveRun.getState().run, snapshot);
      useLiveRun.setState({ run, trouble: null, children: countParents(run.nodes, {}, null) });
      this.socket.start();
    } catch (trouble) {
      if (this.stopped) return;
      const final = this.ports.isFinal?.(trouble) ?? false;
      useLiveRun.setState(final ? { trouble, connection: "closed" } : { trouble });
      if (final) return;
      this.retry = this.timers.set(() => void this.read(), RETRY_STATE);
    } finally {
      this.reading = false;
    }
  }

  private receive(frame: RunFrame): void {
    if (frame.type === "events") this.coalescer.push(frame.events);
    else if (frame.type === "logs") {
      const sizes = Object.fromEntries(frame.files.map((log) => [logKey(log.path, log.file), log.size]));
      useLiveRun.setState((state) => ({ logSizes: { ...state.logSizes, ...sizes } }));
    }
  }

  private take(events: RunEvent[]): void {
    const before = useLiveRun.getState();
    if (before.run === null || this.stopped) return;
    const { state, gap, changed } = applyEvents(before.run, events);
    if (state !== before.run) {
      useLiveRun.setState({ run: state, children: countParents(state.nodes, before.children, changed) });
    }
    if (gap) void this.read().then(() => this.socket.restart());
  }
}
