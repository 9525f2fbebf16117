/** Keeps one log file in step with the server: the tail first, what is written later, older parts on demand. */
import { append, dropCutLine, EMPTY_LOG, prepend, type LogBuffer } from "./buffer";
import { OLDER_WINDOW, TAIL_WINDOW, type Bytes } from "./client";

export type FetchPiece = (offset: number, limit: number) => Promise<Bytes>;

/** Beyond this much text in one page the oldest part is offered for download only. */
export const MOST_HELD = 120 * 1024 * 1024;
const FORWARD = 1024 * 1024;
const WHOLE_WINDOW = 4 * 1024 * 1024;

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
      if (!this.opened) await this.open();
      for (let rounds = 0; rounds < 64; rounds += 1) {
        const piece = await this.fetchPiece(this.buffer.end, FORWARD);
        const text = this.decoder.decode(piece.bytes, { stream: true });
        const next = append(this.buffer, { ...piece, text });
        if (next === null) return;
        if (piece.size < this.buffer.end) this.decoder = new TextDecoder();
        this.set(next);
        if (next.end >= piece.size || piece.bytes.length === 0) return;
      }
    });
  }

  private async open(): Promise<void> {
    // A negative offset counts from the end: one question, however large the file.
    const piece = await this.fetchPiece(-TAIL_WINDOW, TAIL_WINDOW);
    const cut = dropCutLine(piece.bytes, piece.offset);
    const text = this.decoder.decode(cut.bytes, { stream: true });
    const empty = { ...EMPTY_LOG, start: cut.offset, end: cut.offset, size: piece.size };
    this.set(append(empty, { ...piece, offset: cut.offset, text }) ?? EMPTY_LOG);
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
      const text = new TextDecoder().decode(cut.bytes);
      const done = prepend(this.buffer, {
        offset: cut.offset,
        next: start,
        text,
        size: this.buffer.size,
        eof: false,
      });
      if (done) this.set(done.buffer, done.added);
    });
  }

  get full(): boolean {
    return this.buffer.end - this.buffer.start > MOST_HELD;
  }

  /** Everything before the start, so that a search sees the whole file. */
  async everything(goOn: () => boolean): Promise<void> {
    for (let last = -1; this.buffer.start > 0 && this.buffer.start !== last && !this.full && goOn();) {
      last = this.buffer.start;
      await this.older(WHOLE_WINDOW);
    }
  }
}
