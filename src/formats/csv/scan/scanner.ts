import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../ascii.js';
import { textAfterQuote, unclosed } from './scan-errors.js';
import { checkColumns, checkField, checkRecord, type ScanLimits } from './scan-limits.js';
import { SpanBuffer } from './span-buffer.js';

/** Where the scan stands within a field. */
const AT_START = 0;
const PLAIN = 1;
const QUOTED = 2;
/** Behind a quote within quotes: the next byte tells whether it closed the field or was the first of two. */
const CLOSING = 3;

/** Marks in the table of bytes: what ends a plain field, and what needs a look within quotes. */
const ENDS_PLAIN = 1;
const STOPS_QUOTED = 2;

/**
 * Cuts bytes into records and fields by RFC 4180, wherever the chunks end.
 *
 * `feed` bytes, then call `next` until it says false; `keep` the record or let the next one overwrite it. The spans
 * of kept records are positions in `bytes`; they and the bytes stay until `release`, except that `feed` may move both.
 * A span holds the quotes of its field. Lines end with LF, CRLF or a bare CR; a quote that is not the first byte of its
 * field is a byte like others.
 *
 * Every byte is looked at once, however long a field is.
 */
export class Scanner extends SpanBuffer {
  /** The most fields that a record has spans for, once the first one has said; those past it are only counted. */
  width = Number.POSITIVE_INFINITY;

  /** Of the record that `next` completed: its fields, its place in `bytes` (without the line end), its line from 1. */
  fields = 0;
  recordStart = 0;
  recordEnd = 0;
  recordLine = 1;
  /** No more bytes will come. */
  ended = false;
  /** The first line ended with CR LF. */
  crlf: boolean | undefined;

  readonly #delimiter: number;
  readonly #limits: ScanLimits;
  readonly #table = new Uint8Array(256);
  #state = AT_START;
  #count = 0;
  #line: number;
  #startLine: number;
  #quoteLine = 1;
  #afterReturn = false;

  /** @param line  the line that the bytes begin with, from 1 */
  constructor(delimiter: number, limits: ScanLimits, line = 1) {
    super();
    this.#delimiter = delimiter;
    this.#limits = limits;
    this.#line = this.#startLine = line;
    this.#table[delimiter] |= ENDS_PLAIN;
    this.#table[QUOTE] |= STOPS_QUOTED;
    for (const end of [LINE_FEED, CARRIAGE_RETURN]) this.#table[end] |= ENDS_PLAIN | STOPS_QUOTED;
  }

  protected get currentSpans(): number {
    return Math.min(this.#count, this.width);
  }

  /** What stands behind the last line end is a record, too. */
  finish(): void {
    this.ended = true;
  }

  /** The line that the current record begins with. */
  get line(): number {
    return this.#startLine;
  }

  /** Whether the next byte begins a record. False also where that is not known yet. */
  atBorder(): boolean {
    if (this.#afterReturn && !this.#passLineFeed()) return false;
    return this.at === this.start && this.#count === 0 && this.#state === AT_START;
  }

  /** Passes over bytes that begin with a record and end before one. */
  pass(bytes: number, lines: number): void {
    this.at += bytes;
    this.#line += lines;
    this.#begin();
    this.release();
  }

  /** Goes back to the first of the kept records, which begins with `line`, and gives up all of them. */
  rewind(line: number): void {
    this.at = this.starts[0];
    this.#line = line;
    this.#afterReturn = false;
    this.#begin();
    this.release();
  }

  /** The record that `next` has just completed, with one byte of its line end. */
  get record(): Uint8Array {
    return this.bytes.subarray(this.recordStart, this.start);
  }

  keep(): void {
    this.keptSpans += Math.min(this.fields, this.width);
  }

  /** Completes a record. False when the bytes at hand do not hold its end. */
  next(): boolean {
    if (this.crlf === undefined && this.#endsInReturn) return false;
    if (this.#afterReturn && !this.#passLineFeed()) return false;
    for (;;) {
      if (this.#state === AT_START && this.bytes[this.at] === QUOTE && this.pending > 0) {
        this.#state = QUOTED;
        this.#quoteLine = this.#line;
        this.at++;
      }
      if (this.#state >= QUOTED && !this.#scanQuoted()) return this.#atEnd();
      if (this.#scanPlain()) return true;
      if (this.pending === 0) return this.#atEnd();
    }
  }

  /** Whether the next byte may tell how lines end: that is known with the first record. */
  get #endsInReturn(): boolean {
    return !this.ended && this.pending > 0 && this.bytes[this.filled - 1] === CARRIAGE_RETURN;
  }

  /** From within quotes to the byte behind the closing one. False at the end of the bytes. */
  #scanQuoted(): boolean {
    const bytes = this.bytes;
    const table = this.#table;
    let at = this.at;
    for (;;) {
      if (this.#state === QUOTED) {
        while ((table[bytes[at]] & STOPS_QUOTED) === 0) at++;
        this.at = at;
        if (at === this.filled) return false;
        if (bytes[at] === QUOTE) this.#state = CLOSING;
        else if (bytes[at] === CARRIAGE_RETURN || bytes[at - 1] !== CARRIAGE_RETURN) this.#line++;
        this.at = ++at;
      } else {
        if (at === this.filled) return false;
        if (bytes[at] !== QUOTE) break;
        this.#state = QUOTED;
        this.at = ++at;
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
    let at = this.at;
    for (;;) {
      while ((table[bytes[at]] & ENDS_PLAIN) === 0) at++;
      this.at = at;
      if (at === this.filled) {
        if (at > this.fieldStart) this.#state = PLAIN;
        return false;
      }
      this.#closeField(at);
      const end = bytes[at];
      this.fieldStart = this.at = ++at;
      if (end !== this.#delimiter) {
        this.#afterReturn = end === CARRIAGE_RETURN;
        this.crlf ??= end === CARRIAGE_RETURN && bytes[at] === LINE_FEED && at < this.filled;
        this.#closeRecord(at - 1);
        return true;
      }
      this.#state = AT_START;
      if (bytes[at] === QUOTE) return false;
    }
  }

  #closeField(end: number): void {
    if (this.#count < this.width) {
      const index = this.keptSpans + this.#count;
      if (index === this.starts.length) this.growSpans();
      this.starts[index] = this.fieldStart;
      this.ends[index] = end;
    }
    this.#count++;
  }

  #closeRecord(end: number): void {
    this.fields = this.#count;
    this.recordStart = this.start;
    this.recordEnd = end;
    this.recordLine = this.#startLine;
    this.#checkRecord();
    this.#line++;
    this.#begin();
  }

  #begin(): void {
    this.start = this.fieldStart = this.at;
    this.#startLine = this.#line;
    this.#state = AT_START;
    this.#count = 0;
  }

  /** A line feed right behind a carriage return belongs to the same line end. False when it is not here yet. */
  #passLineFeed(): boolean {
    if (this.pending === 0) return false;
    const passes = this.bytes[this.at] === LINE_FEED;
    this.#afterReturn = false;
    if (passes) {
      this.at++;
      this.#begin();
    }
    return true;
  }

  /** The bytes have run out: a record that has begun is complete if no more will come. */
  #atEnd(): boolean {
    if (!this.ended) {
      this.#checkGrowing();
      return false;
    }
    if (this.#state === QUOTED) throw unclosed(this.#quoteLine);
    if (this.at === this.start && this.#count === 0) return false;
    this.#closeField(this.at);
    this.#closeRecord(this.at);
    return true;
  }

  #checkRecord(): void {
    const { keptSpans, starts, ends } = this;
    const limits = this.#limits;
    const length = this.recordEnd - this.recordStart;
    checkRecord(limits, length, this.#startLine);
    this.#checkColumns(this.fields);
    if (length <= limits.maxFieldBytes) return;
    const last = keptSpans + Math.min(this.fields, this.width);
    for (let i = keptSpans; i < last; i++) checkField(limits, ends[i] - starts[i], this.#startLine);
  }

  /** The limits hold for a record that is still growing, too: it must not fill the memory first. */
  #checkGrowing(): void {
    const line = this.#state === QUOTED ? this.#quoteLine : this.#startLine;
    checkField(this.#limits, this.at - this.fieldStart, line);
    checkRecord(this.#limits, this.at - this.start, this.#startLine);
    this.#checkColumns(this.#count);
  }

  /** The first record alone may be too wide: others have to be as wide as that. */
  #checkColumns(count: number): void {
    if (this.width === Number.POSITIVE_INFINITY) checkColumns(this.#limits, count, this.#startLine);
  }
}
