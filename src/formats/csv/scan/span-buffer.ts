import { LINE_FEED } from '../ascii.js';

const FIRST_CAPACITY = 1 << 12;
/** What one long record has made longer than this is given back after it. */
const LARGE = 1 << 20;

/**
 * Bytes that grow at the end, and places in them. The places of kept records, and the bytes from `keptFrom` on, stay
 * until `release`, except that `feed` may move both.
 *
 * Every byte is moved a bounded number of times on average, however long a record is.
 */
export abstract class SpanBuffer {
  /** One byte more than is filled: a sentinel that ends the inner loops without a test of the position. */
  bytes = new Uint8Array(FIRST_CAPACITY);
  /** Starts and ends of the kept records' fields, record after record, then those of the current one. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);

  /** Behind the last byte, and the next one that is looked at. */
  protected filled = 0;
  protected at = 0;
  /** Where the current record and its current field begin. */
  protected start = 0;
  protected fieldStart = 0;
  /** Where the oldest bytes lie that must stay, and how many places are kept. */
  protected kept = 0;
  protected keptSpans = 0;

  constructor() {
    this.bytes[0] = LINE_FEED;
  }

  /** How many places of the current record there are. */
  protected abstract get currentSpans(): number;

  /** Appends a copy of `chunk`. */
  feed(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length + 1);
    this.bytes.set(chunk, this.filled);
    this.filled += chunk.length;
    this.bytes[this.filled] = LINE_FEED;
  }

  /** Bytes that are here and not looked at yet. */
  get pending(): number {
    return this.filled - this.at;
  }

  /** These bytes; a view. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.at, this.filled);
  }

  /** Bytes from the oldest kept record on. */
  get heldBytes(): number {
    return this.at - this.kept;
  }

  /** Gives up the kept records. */
  release(): void {
    this.keptSpans = 0;
    this.kept = this.start;
  }

  protected growSpans(): void {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }

  #makeRoom(extra: number): void {
    if (this.filled + extra <= this.bytes.length) return;
    const live = this.filled - this.kept;
    // Moving down pays only where it frees at least as much as it moves; else the copies would add up.
    const fits = live + extra <= this.bytes.length && live <= this.kept;
    const oversized = this.bytes.length > LARGE && this.bytes.length > 4 * (live + extra);
    const next = fits && !oversized ? this.bytes : new Uint8Array(capacityFor(live + extra));
    if (next === this.bytes) next.copyWithin(0, this.kept, this.filled);
    else next.set(this.bytes.subarray(this.kept, this.filled));
    this.bytes = next;
    this.#shift(this.kept);
  }

  #shift(by: number): void {
    const spans = this.keptSpans + this.currentSpans;
    for (let i = 0; i < spans; i++) {
      this.starts[i]! -= by;
      this.ends[i]! -= by;
    }
    this.filled -= by;
    this.at -= by;
    this.fieldStart -= by;
    this.start -= by;
    this.kept -= by;
  }
}

function capacityFor(bytes: number): number {
  return Math.max(FIRST_CAPACITY, 2 * bytes);
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(2 * array.length);
  next.set(array);
  return next;
}
