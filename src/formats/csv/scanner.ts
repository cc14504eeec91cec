import type { LimitError } from '../../errors.js';
import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from './ascii.js';
import {
  type ScanLimits,
  textAfterQuote,
  tooLong,
  tooManyColumns,
  unclosed,
} from './scan-errors.js';

/** Where the scan stands within a field. */
const AT_START = 0;
const PLAIN = 1;
const QUOTED = 2;
/** Behind a quote within quotes: the next byte tells whether it closed the field or was the first of two. */
const CLOSING = 3;

/** Marks in the table of bytes: what ends a plain field, and what needs a look within quotes. */
const ENDS_PLAIN = 1;
const STOPS_QUOTED = 2;

const FIRST_CAPACITY = 1 << 12;
/** What one long record has made longer than this is given back after it. */
const LARGE = 1 << 23;

/**
 * Cuts bytes into records and fields by RFC 4180, wherever the chunks end.
 *
 * `feed` bytes, then call `next` until it says false; `keep` the record or let the next one overwrite it. The spans
 * of kept records are positions in `bytes`; they and the bytes stay until `release`, except that `feed` may move both.
 * A span holds the quotes of its field. Lines end with LF, CRLF or a bare CR; a quote that is not the first byte of its
 * field is a byte like others.
 *
 * Every byte is looked at once and moved a bounded number of times on average, however long a field is.
 */
export class Scanner {
  /** One byte more than is filled: a sentinel that ends the inner loops without a test of the position. */
  bytes = new Uint8Array(FIRST_CAPACITY);
  /** Starts and ends of the kept records' fields, record after record, then those of the current one. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** The most fields that a record has spans for, once the first one has said; those past it are only counted. */
  width = Number.POSITIVE_INFINITY;

  /** Of the record that `next` completed: its fields, its place in `bytes` (without the line end), its line from 1. */
  fields = 0;
  recordStart = 0;
  recordEnd = 0;
  recordLine = 1;
  /** The first line ended with CR LF. */
  crlf: boolean | undefined;

  readonly #delimiter: number;
  readonly #limits: ScanLimits;
  readonly #table = new Uint8Array(256);
  #filled = 0;
  #at = 0;
  #state = AT_START;
  #fieldStart = 0;
  #start = 0;
  #count = 0;
  #line: number;
  #startLine: number;
  #quoteLine = 1;
  #afterReturn = false;
  #ended = false;
  /** Where the oldest bytes lie that must stay, and how many spans are kept. */
  #kept = 0;
  #spans = 0;

  /** @param line  the line that the bytes begin with, from 1 */
  constructor(delimiter: number, limits: ScanLimits, line = 1) {
    this.#delimiter = delimiter;
    this.#limits = limits;
    this.#line = this.#startLine = line;
    this.bytes[0] = LINE_FEED;
    this.#table[delimiter] |= ENDS_PLAIN;
    this.#table[QUOTE] |= STOPS_QUOTED;
    for (const end of [LINE_FEED, CARRIAGE_RETURN]) this.#table[end] |= ENDS_PLAIN | STOPS_QUOTED;
  }

  /** Bytes that are here and not scanned yet. */
  get pending(): number {
    return this.#filled - this.#at;
  }

  /** Where the next byte will be scanned, and where the oldest kept record starts. */
  get at(): number {
    return this.#at;
  }
  get keptFrom(): number {
    return this.#kept;
  }

  /** Appends a copy of `chunk`. */
  feed(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length + 1);
    this.bytes.set(chunk, this.#filled);
    this.#filled += chunk.length;
    this.bytes[this.#filled] = LINE_FEED;
  }

  /** No more bytes will come: what stands behind the last line end is a record, too. */
  finish(): void {
    this.#ended = true;
  }

  /** Passes over `n` bytes before the first record. */
  skip(n: number): void {
    this.#at += n;
    this.#begin();
    this.release();
  }

  keep(): void {
    this.#spans += Math.min(this.fields, this.width);
  }

  /** Gives up the kept records. */
  release(): void {
    this.#spans = 0;
    this.#kept = this.#start;
  }

  /** Completes a record. False when the bytes at hand do not hold its end. */
  next(): boolean {
    if (this.crlf === undefined && this.#endsInReturn) return false;
    if (this.#afterReturn && !this.#passLineFeed()) return false;
    for (;;) {
      if (this.#state === AT_START && this.bytes[this.#at] === QUOTE && this.pending > 0) {
        this.#state = QUOTED;
        this.#quoteLine = this.#line;
        this.#at++;
      }
      if (this.#state >= QUOTED && !this.#scanQuoted()) return this.#atEnd();
      if (this.#scanPlain()) return true;
      if (this.pending === 0) return this.#atEnd();
    }
  }

  /** Whether the next byte may tell how lines end: that is known with the first record. */
  get #endsInReturn(): boolean {
    return !this.#ended && this.pending > 0 && this.bytes[this.#filled - 1] === CARRIAGE_RETURN;
  }

  /** From within quotes to the byte behind the closing one. False at the end of the bytes. */
  #scanQuoted(): boolean {
    const bytes = this.bytes;
    const table = this.#table;
    let at = this.#at;
    for (;;) {
      if (this.#state === QUOTED) {
        while ((table[bytes[at]] & STOPS_QUOTED) === 0) at++;
        this.#at = at;
        if (at === this.#filled) return false;
        if (bytes[at] === QUOTE) this.#state = CLOSING;
        else if (bytes[at] === CARRIAGE_RETURN || bytes[at - 1] !== CARRIAGE_RETURN) this.#line++;
        this.#at = ++at;
      } else {
        if (at === this.#filled) return false;
        if (bytes[at] !== QUOTE) break;
        this.#state = QUOTED;
        this.#at = ++at;
      }
    }
    if ((table[bytes[at]] & ENDS_PLAIN) === 0) throw textAfterQuote(bytes[at], this.#line);
    this.#state = PLAIN;
    return true;
  }

  /** True behind a line end; false at the end of the bytes or before a field that opens with a quote. */
  #scanPlain(): boolean {
    const bytes = this.bytes;
    const table = this.#table;
    let at = this.#at;
    for (;;) {
      while ((table[bytes[at]] & ENDS_PLAIN) === 0) at++;
      this.#at = at;
      if (at === this.#filled) {
        if (at > this.#fieldStart) this.#state = PLAIN;
        return false;
      }
      this.#closeField(at);
      const end = bytes[at];
      this.#fieldStart = this.#at = ++at;
      if (end !== this.#delimiter) {
        this.#afterReturn = end === CARRIAGE_RETURN;
        this.crlf ??= end === CARRIAGE_RETURN && bytes[at] === LINE_FEED && at < this.#filled;
        this.#closeRecord(at - 1);
        return true;
      }
      this.#state = AT_START;
      if (bytes[at] === QUOTE) return false;
    }
  }

  #closeField(end: number): void {
    if (this.#count < this.width) {
      const index = this.#spans + this.#count;
      if (index === this.starts.length) this.#growSpans();
      this.starts[index] = this.#fieldStart;
      this.ends[index] = end;
    }
    this.#count++;
  }

  #closeRecord(end: number): void {
    this.fields = this.#count;
    this.recordStart = this.#start;
    this.recordEnd = end;
    this.recordLine = this.#startLine;
    this.#checkRecord();
    this.#line++;
    this.#begin();
  }

  #begin(): void {
    this.#start = this.#fieldStart = this.#at;
    this.#startLine = this.#line;
    this.#state = AT_START;
    this.#count = 0;
  }

  /** A line feed right behind a carriage return belongs to the same line end. False when it is not here yet. */
  #passLineFeed(): boolean {
    if (this.pending === 0) return false;
    const passes = this.bytes[this.#at] === LINE_FEED;
    this.#afterReturn = false;
    if (passes) {
      this.#at++;
      this.#begin();
    }
    return true;
  }

  /** The bytes have run out: a record that has begun is complete if no more will come. */
  #atEnd(): boolean {
    if (!this.#ended) {
      this.#checkGrowing();
      return false;
    }
    if (this.#state === QUOTED) throw unclosed(this.#quoteLine);
    if (this.#at === this.#start && this.#count === 0) return false;
    this.#closeField(this.#at);
    this.#closeRecord(this.#at);
    return true;
  }

  #checkRecord(): void {
    const { maxRecordBytes, maxFieldBytes } = this.#limits;
    const length = this.recordEnd - this.recordStart;
    if (length > maxRecordBytes) throw this.#tooLong('record');
    this.#checkColumns(this.fields);
    if (length <= maxFieldBytes) return;
    const last = this.#spans + Math.min(this.fields, this.width);
    for (let i = this.#spans; i < last; i++) {
      if (this.ends[i] - this.starts[i] > maxFieldBytes) {
        throw this.#tooLong('field');
      }
    }
  }

  /** The limits hold for a record that is still growing, too: it must not fill the memory first. */
  #checkGrowing(): void {
    const { maxRecordBytes, maxFieldBytes } = this.#limits;
    if (this.#at - this.#fieldStart > maxFieldBytes) {
      throw this.#tooLong('field');
    }
    if (this.#at - this.#start > maxRecordBytes) {
      throw this.#tooLong('record');
    }
    this.#checkColumns(this.#count);
  }

  #checkColumns(count: number): void {
    const { maxColumns } = this.#limits;
    if (this.width !== Number.POSITIVE_INFINITY || count <= maxColumns) return;
    throw tooManyColumns(maxColumns, this.#startLine);
  }

  #tooLong(what: 'field' | 'record'): LimitError {
    const line = this.#state === QUOTED ? this.#quoteLine : this.#startLine;
    return what === 'field'
      ? tooLong('field', 'maxFieldBytes', this.#limits.maxFieldBytes, line)
      : tooLong('record', 'maxRecordBytes', this.#limits.maxRecordBytes, this.#startLine);
  }

  #makeRoom(extra: number): void {
    if (this.#filled + extra <= this.bytes.length) return;
    const live = this.#filled - this.#kept;
    // Moving down pays only where it frees at least as much as it moves; else the copies would add up.
    const fits = live + extra <= this.bytes.length && live <= this.#kept;
    const oversized = this.bytes.length > LARGE && this.bytes.length > 8 * (live + extra);
    const next = fits && !oversized ? this.bytes : new Uint8Array(capacityFor(live + extra));
    if (next === this.bytes) next.copyWithin(0, this.#kept, this.#filled);
    else next.set(this.bytes.subarray(this.#kept, this.#filled));
    this.bytes = next;
    this.#shift(this.#kept);
  }

  #shift(by: number): void {
    const spans = this.#spans + Math.min(this.#count, this.width);
    for (let i = 0; i < spans; i++) {
      this.starts[i] -= by;
      this.ends[i] -= by;
    }
    this.#filled -= by;
    this.#at -= by;
    this.#fieldStart -= by;
    this.#start -= by;
    this.#kept -= by;
  }

  #growSpans(): void {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
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
