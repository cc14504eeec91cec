import { LimitError } from '../errors.js';
import { halfSipHash } from './half-sip-hash.js';
import { HashIndex } from './hash-index.js';
import type { Assigning } from './keys.js';
import { Keys, NO_GROUP } from './keys.js';
import type { Runs } from './runs.js';

const PAGE_BITS = 16;
const PAGE = 2 ** PAGE_BITS;

/** Bytes of a segment of the arena; a longer key has a segment of its own. */
const ARENA_BITS = 20;
const ARENA = 2 ** ARENA_BITS;
const MOST_SEGMENTS = 2 ** (32 - ARENA_BITS);

/**
 * Keys of any number of bytes. They stand one behind the other in an arena of segments, which never move; where a key
 * begins is one word, its segment and its place in it. It ends where the next begins, or its segment.
 */
export class ByteKeys extends Keys {
  readonly #index = new HashIndex();
  readonly #arena: Uint8Array[] = [];
  /** How much of each segment is taken. */
  readonly #taken: number[] = [];
  readonly #pages: Uint32Array[] = [];
  readonly #mostSegments: number;
  #size = 0;

  /** @param mostSegments  of the arena, at most as many as there are places for: 4 GiB */
  constructor(mostSegments = MOST_SEGMENTS) {
    super();
    this.#mostSegments = mostSegments;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const arena = this.#arena.reduce((sum, segment) => sum + segment.length, 0);
    return this.#index.bytes + arena + this.#pages.length * PAGE * 4;
  }

  /** Writes the numbers of `count` keys to `out`. */
  assign(runs: Runs, count: number, assigning: Assigning, out: Uint32Array): void {
    const { bytes, starts, ends } = runs;
    const { validity, add } = assigning;
    let last = -1;
    for (let i = 0; i < count; i++) {
      if (validity !== undefined && !validity.isValid(i)) {
        out[i] = this.numberOfNull(assigning);
        continue;
      }
      const start = starts[i]!;
      const end = ends[i]!;
      // Of equal neighbours one is looked up.
      const again = last >= 0 && isSame(bytes, starts[last]!, ends[last]!, bytes, start, end);
      out[i] = again ? out[last]! : this.#numberOf(bytes, start, end, add);
      last = i;
    }
  }

  /** The bytes of keys from … to − 1, one behind the other; null has none. */
  read(from: number, to: number): Runs {
    const [starts, ends] = [new Int32Array(to - from), new Int32Array(to - from)];
    let length = 0;
    for (let number = from; number < to; number++) {
      const start = this.#startOf(number);
      starts[number - from] = length;
      length += this.#endOf(number, start) - (start & (ARENA - 1));
      ends[number - from] = length;
    }
    const bytes = new Uint8Array(length);
    for (let number = from; number < to; number++) {
      const start = this.#startOf(number);
      const segment = this.#arena[start >>> ARENA_BITS]!;
      const run = segment.subarray(start & (ARENA - 1), this.#endOf(number, start));
      bytes.set(run, starts[number - from]);
    }
    return { bytes, starts, ends };
  }

  protected override reserve(): number {
    return this.#push(NOTHING, 0, 0);
  }

  #numberOf(bytes: Uint8Array, start: number, end: number, add: boolean): number {
    const hash = halfSipHash(bytes, start, end);
    const { entries, mask } = this.#index;
    let place = hash & mask;
    for (; entries[2 * place + 1] !== 0; place = (place + 1) & mask) {
      if (entries[2 * place] !== hash) continue;
      const number = (entries[2 * place + 1]! - 1) >>> 0;
      if (this.#holds(number, bytes, start, end)) return number;
    }
    if (!add) return NO_GROUP;
    const number = this.#push(bytes, start, end);
    this.#index.take(place, hash, number);
    return number;
  }

  #holds(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#startOf(number);
    const ownEnd = this.#endOf(number, own);
    return isSame(this.#arena[own >>> ARENA_BITS]!, own & (ARENA - 1), ownEnd, bytes, start, end);
  }

  #startOf(number: number): number {
    return this.#pages[number >>> PAGE_BITS]![number & (PAGE - 1)]!;
  }

  /** Within its segment. */
  #endOf(number: number, start: number): number {
    const segment = start >>> ARENA_BITS;
    if (number + 1 < this.#size) {
      const next = this.#startOf(number + 1);
      if (next >>> ARENA_BITS === segment) return next & (ARENA - 1);
    }
    return this.#taken[segment]!;
  }

  #push(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    let segment = this.#arena.length - 1;
    if (segment < 0 || this.#taken[segment]! + length > ARENA || this.#taken[segment]! >= ARENA) {
      segment = this.#makeSegment(Math.max(ARENA, length));
    }
    const at = this.#taken[segment]!;
    const arena = this.#arena[segment]!;
    for (let i = 0; i < length; i++) arena[at + i] = bytes[start + i]!;
    this.#taken[segment] = at + length;
    const number = this.#size;
    if ((number & (PAGE - 1)) === 0) this.#pages.push(new Uint32Array(PAGE));
    this.#pages[number >>> PAGE_BITS]![number & (PAGE - 1)] = segment * ARENA + at;
    this.#size++;
    return number;
  }

  #makeSegment(length: number): number {
    if (this.#arena.length === this.#mostSegments) throw tooMuch();
    this.#arena.push(new Uint8Array(length));
    return this.#taken.push(0) - 1;
  }
}

const NOTHING = new Uint8Array(0);

function isSame(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  const length = end - start;
  if (length !== otherEnd - otherStart) return false;
  for (let i = 0; i < length; i++) if (a[start + i] !== b[otherStart + i]) return false;
  return true;
}

function tooMuch(): LimitError {
  return new LimitError({
    operator: 'groups',
    what: 'the keys of all groups are too long together',
    expected: 'at most 4 GiB of different keys in memory: a memory budget, which spills them',
  });
}
