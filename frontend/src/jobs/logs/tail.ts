/** Keeps one log file in step with the server: a window on it, at its end or around a place, grown on demand. */
import { append, dropCutLine, EMPTY_LOG, lineAt, lineEnds, prepend, type LogBuffer } from "./buffer";
import { OLDER_WINDOW, TAIL_WINDOW, type Bytes } from "./client";

export type FetchPiece = (offset: number, limit: number) => Promise<Bytes>;

/** A place in the file, with the number of its line where that is known. */
export interface LogAt {
  offset: number;
  line: number | null;
}

/** Beyond this much text in one page older and newer parts take the place of what is held. */
export const MOST_HELD = 120 * 1024 * 1024;
const FORWARD = 1024 * 1024;
const AROUND = 128 * 1024;

export class LogTail {
  buffer: LogBuffer = EMPTY_LOG;
  opened = false;
  private decoder = new TextDecoder();
  private chain: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly fetchPiece: FetchPiece,
    private readonly onChange: (buffer: LogBuffer, prepended: number) => void,
  ) {}

  /** All work is done one after the other, so pieces join in order. */
  private queue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.chain.then(work, work);
    this.chain = next.catch(() => undefined);
    return next;
  }

  private set(buffer: LogBuffer, prepended = 0): void {
    if (buffer === this.buffer && this.opened) return;
    this.buffer = buffer;
    this.opened = true;
    this.onChange(buffer, prepended);
  }

  /** Reads to the present end of the file. */
  follow(): Promise<void> {
    return this.queue(async () => {
      if (this.detached) return;
      if (!this.opened) await this.openAt(-TAIL_WINDOW, TAIL_WINDOW);
      for (let rounds = 0; rounds < 64; rounds += 1) {
        if (!(await this.forward())) return;
      }
    });
  }

  /** One piece after the end; false when there is nothing more to read now. */
  private async forward(): Promise<boolean> {
    const piece = await this.fetchPiece(this.buffer.end, FORWARD);
    const text = this.decoder.decode(piece.bytes, { stream: true });
    const next = append(this.buffer, { ...piece, text, ends: lineEnds(piece.bytes, piece.offset) });
    if (next === null) return false;
    if (piece.size < this.buffer.end) this.decoder = new TextDecoder();
    const more = next.end < piece.size && piece.bytes.length > 0;
    this.set(next.detached && !more ? { ...next, detached: false } : next);
    return more;
  }

  /** A new window. A negative offset counts from the end: one question, however large the file. */
  private async openAt(from: number, limit: number): Promise<void> {
    const piece = await this.fetchPiece(from, limit);
    const cut = dropCutLine(piece.bytes, piece.offset);
    this.decoder = new TextDecoder();
    const text = this.decoder.decode(cut.bytes, { stream: true });
    const firstLine = cut.offset === 0 ? 1 : null;
    const empty = { ...EMPTY_LOG, start: cut.offset, end: cut.offset, size: piece.size, firstLine };
    const filled = append(empty, {
      ...piece,
      offset: cut.offset,
      text,
      ends: lineEnds(cut.bytes, cut.offset),
    });
    this.set({ ...(filled ?? EMPTY_LOG), detached: piece.next < piece.size && from >= 0 });
  }

  /** Brings a place into the window; the line it is on then is `lineAt(buffer, offset)`. */
  seek({ offset, line }: LogAt): Promise<void> {
    return this.queue(async () => {
      if (!this.opened || lineAt(this.buffer, offset) === null)
        await this.openAt(Math.max(0, offset - AROUND), 2 * AROUND);
      const index = lineAt(this.buffer, offset);
      if (index !== null && line !== null && this.buffer.firstLine === null)
        this.set({ ...this.buffer, firstLine: line - index });
    });
  }

  /** One more piece after a window that ends before the file does. */
  newer(): Promise<void> {
    return this.queue(async () => {
      if (!this.detached || this.full) return;
      await this.forward();
    });
  }

  /** Back to the end of the file. */
  toEnd(): Promise<void> {
    return this.queue(async () => {
      if (!this.detached) return;
      await this.openAt(-TAIL_WINDOW, TAIL_WINDOW);
    });
  }

  /** One more piece before the start. */
  older(window = OLDER_WINDOW): Promise<void> {
    return this.queue(async () => {
      const { start } = this.buffer;
      if (start === 0 || this.full) return;
      const from = Math.max(0, start - window);
      let bytes = new Uint8Array(0);
      for (let at = from; at < start;) {
        const piece = await this.fetchPiece(at, start - at);
        if (piece.bytes.length === 0) return;
        const joined = new Uint8Array(bytes.length + piece.bytes.length);
        joined.set(bytes);
        joined.set(piece.bytes, bytes.length);
        bytes = joined;
        at = piece.next;
      }
      const cut = dropCutLine(bytes, from);
      const done = prepend(this.buffer, {
        offset: cut.offset,
        next: start,
        text: new TextDecoder().decode(cut.bytes),
        ends: lineEnds(cut.bytes, cut.offset),
        size: this.buffer.size,
        eof: false,
      });
      if (done) this.set(done.buffer, done.added);
    });
  }

  get detached(): boolean {
    return this.buffer.detached;
  }

  get full(): boolean {
    return this.buffer.end - this.buffer.start > MOST_HELD;
  }
}
