import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../ascii.js';

/** A place in a file where one record has ended and the next one may begin. */
export interface Border {
  /** In bytes from the file's beginning. */
  readonly at: number;
  /** How many rows are before it, as the decoder counts them. */
  readonly row: number;
  /** The line that begins there, from 1. */
  readonly line: number;
}

/** Marks in the table of bytes. */
const STOPS_PLAIN = 1;
const STOPS_QUOTED = 2;

const PLAIN = 0;
const QUOTED = 1;
/** Behind a quote within quotes: the next byte tells whether it closed the field or was the first of two. */
const CLOSING = 2;
/** Behind a carriage return that ended a record: a line feed would belong to the same line end. */
const RETURNED = 3;

/**
 * Finds record borders in one pass over a file's bytes and in constant memory, by the grammar of `Scanner`: a quote opens
 * a field only as its first byte, so whether a line end ends a record depends on everything before it. Nothing is
 * checked: what is wrong with a record, whoever reads it will say.
 */
export class RecordBorders {
  readonly #delimiter: number;
  readonly #targets: readonly number[];
  readonly #table = new Uint8Array(256);
  readonly #found: Border[] = [];
  #first: Border | undefined;
  #state = PLAIN;
  /** Bytes of the file before the present chunk, and where the record that is under way began. */
  #position: number;
  #start: number;
  /** The last byte of the chunk before. */
  #before = -1;
  #rows = 0;
  #line = 1;
  /** Blank lines, which are rows where records have one field, before the first record that tells. */
  #blanks = 0;
  #delimited = false;
  /** Whether records have one field; undefined until the first one that is not blank has ended. */
  #single: boolean | undefined;
  #named: boolean;
  #lineFeeds = false;

  /**
   * @param header  whether the first record names the columns; no border is before its end
   * @param from  where the first record begins: 0, or 3 behind a byte order mark
   * @param targets  ascending places, for each of which the first border there or behind it is wanted
   * @param single  whether records have one field, where that is known from the file's beginning
   */
  constructor(
    delimiter: number,
    header: boolean,
    from: number,
    targets: readonly number[],
    single?: boolean,
  ) {
    this.#delimiter = delimiter;
    this.#targets = targets;
    this.#named = !header;
    this.#position = this.#start = from;
    for (const byte of [LINE_FEED, CARRIAGE_RETURN, QUOTE]) {
      this.#table[byte] = STOPS_PLAIN | STOPS_QUOTED;
    }
    this.#single = single;
    if (single === undefined) this.#table[delimiter]! |= STOPS_PLAIN;
    if (!header) this.#meet(from);
  }

  /** Whether records have one field; undefined until the first one that is not blank has ended. */
  get single(): boolean | undefined {
    return this.#single;
  }

  /** Whether all borders that are wanted are found. */
  get complete(): boolean {
    return this.#found.length === this.#targets.length;
  }

  /** The borders so far, in the order of their targets. */
  get found(): readonly Border[] {
    return this.#found;
  }

  /** Where the first record that is no header begins; undefined as long as that is not known. */
  get first(): Border | undefined {
    return this.#first;
  }

  push(bytes: Uint8Array): void {
    // A chunk without quotes and carriage returns, as most are, is searched twice as fast by the engine.
    this.#lineFeeds =
      this.#single !== undefined && !bytes.includes(QUOTE) && !bytes.includes(CARRIAGE_RETURN);
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === CLOSING) {
        const doubled = bytes[at] === QUOTE;
        this.#state = doubled ? QUOTED : PLAIN;
        if (doubled) at++;
      } else if (this.#state === RETURNED) {
        if (bytes[at] === LINE_FEED) at++;
        this.#begin(this.#position + at);
      } else {
        at = this.#nextStop(bytes, at);
        if (at < bytes.length) this.#stop(bytes, at++);
      }
    }
    if (bytes.length > 0) this.#before = bytes[bytes.length - 1]!;
    this.#position += bytes.length;
  }

  /** The borders, one for each target: the end of the bytes where there is none behind it. */
  end(): readonly Border[] {
    const end = this.#position;
    if (this.#state === RETURNED) this.#begin(end);
    if (end > this.#start) this.#closeRecord(end);
    if (this.#single === undefined && this.#named) this.#rows = this.#blanks;
    this.#first ??= { at: end, row: 0, line: this.#line };
    while (!this.complete) this.#record(end);
    return this.#found;
  }

  #nextStop(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    if (this.#lineFeeds && this.#state === PLAIN) {
      const found = bytes.indexOf(LINE_FEED, from);
      return found < 0 ? length : found;
    }
    const table = this.#table;
    const stops = this.#state === QUOTED ? STOPS_QUOTED : STOPS_PLAIN;
    let at = from;
    while (at < length && (table[bytes[at]!]! & stops) === 0) at++;
    return at;
  }

  #stop(bytes: Uint8Array, at: number): void {
    const byte = bytes[at];
    const before = at === 0 ? this.#before : bytes[at - 1];
    if (this.#state === QUOTED) {
      if (byte === QUOTE) this.#state = CLOSING;
      else if (byte === CARRIAGE_RETURN || before !== CARRIAGE_RETURN) this.#line++;
    } else if (byte === QUOTE) {
      const opens = before === this.#delimiter || this.#position + at === this.#start;
      if (opens) this.#state = QUOTED;
    } else if (byte === this.#delimiter) this.#delimited = true;
    else {
      this.#closeRecord(this.#position + at);
      this.#line++;
      if (byte === CARRIAGE_RETURN) this.#state = RETURNED;
      else this.#begin(this.#position + at + 1);
    }
  }

  #closeRecord(end: number): void {
    const blank = end === this.#start;
    if (blank && this.#single === undefined) {
      if (this.#named) this.#blanks++;
      return;
    }
    if (this.#single === undefined) this.#learn();
    if (!this.#named) this.#named = true;
    else if (!blank || this.#single) this.#rows++;
  }

  /** The first record that is not blank has ended. */
  #learn(): void {
    this.#single = !this.#delimited;
    // From here on delimiters say nothing.
    this.#table[this.#delimiter]! &= ~STOPS_PLAIN;
    if (this.#single) this.#rows = this.#blanks;
  }

  #begin(at: number): void {
    this.#state = PLAIN;
    this.#start = at;
    if (this.#single !== undefined) this.#meet(at);
  }

  #meet(at: number): void {
    this.#first ??= { at, row: 0, line: this.#line };
    while (at >= this.#targets[this.#found.length]!) this.#record(at);
  }

  #record(at: number): void {
    this.#found.push({ at, row: this.#rows, line: this.#line });
  }
}
