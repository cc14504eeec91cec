import { parseNumeral } from '../../numerals/parse.js';
import { TEXT_SLACK, type TextExports, textEngine } from '../../simd/text.js';

/**
 * The text engine of all readers and writers of CSV, with one memory that grows and is never given back. Whoever uses it
 * is done with it before anybody else can run: nothing is kept in it between calls, nor while a generator waits.
 */
export interface SharedText {
  readonly engine: TextExports;
  /** Where the free memory begins. */
  readonly base: number;
  /** The free memory, at least so many bytes and some behind them; other views of it are gone where it had to grow. */
  room(size: number): Uint8Array<ArrayBuffer>;
}

/** The part of it where blocks of cells lie while they are read or written; what is written follows behind. */
export const WORK_BYTES = 1 << 21;

/** More than this nobody gets: what a long cell has taken would be lost to the process. */
export const MOST_SHARED = 1 << 24;

const PAGE = 1 << 16;

let shared: SharedText | null | undefined;

/** undefined where there is no WebAssembly. */
export function sharedText(): SharedText | undefined {
  if (shared === undefined) shared = make() ?? null;
  return shared ?? undefined;
}

function make(): SharedText | undefined {
  const engine = textEngine((bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN);
  if (engine === undefined) return undefined;
  const base = Math.ceil(engine.staticEnd() / 16) * 16;
  let bytes = new Uint8Array(engine.memory.buffer, base);
  return {
    engine,
    base,
    room(size) {
      const missing = size + TEXT_SLACK - bytes.length;
      if (missing > 0) {
        engine.memory.grow(Math.ceil(missing / PAGE));
        bytes = new Uint8Array(engine.memory.buffer, base);
      }
      return bytes;
    },
  };
}
