import { FILL_BYTES, RecordFiller } from '../builders/record-filler.js';
import type { ReadPlan } from '../options.js';
import { TypeGuess } from './infer.js';

/** The records that begin within so many bytes behind the header tell the types, at most a batch of them. */
export const FIRST_BLOCK = 1 << 20;
/** Records are kept until they and what is between them take so much. */
export const MOST_HELD = 2 * FIRST_BLOCK;

/**
 * The first block as the text engine reads it, to learn the types of columns. Nothing of it is used up: where a record is
 * none for the engine, the scanner reads the whole block, and says the same.
 */
export class FirstBlock {
  readonly guesses: readonly TypeGuess[];
  readonly #filler: RecordFiller;
  readonly #mostRows: number;
  #rows = 0;
  #bytes = 0;
  #used = 0;

  private constructor(filler: RecordFiller, width: number, mostRows: number) {
    this.guesses = Array.from({ length: width }, () => new TypeGuess());
    this.#filler = filler;
    this.#mostRows = mostRows;
  }

  /** Undefined where the engine cannot read it. Records that it reads are shorter than the limits. */
  static of(width: number, plan: ReadPlan): FirstBlock | undefined {
    if (Math.min(plan.maxFieldBytes, plan.maxRecordBytes) < FILL_BYTES) return undefined;
    const filler = RecordFiller.ofFields(width, plan.delimiter);
    return filler === undefined ? undefined : new FirstBlock(filler, width, plan.rows);
  }

  /** How far it has been read. */
  get used(): number {
    return this.#used;
  }

  /** Reads on in the text that begins with the block: `odd` is for the scanner. */
  read(text: Uint8Array): 'known' | 'more' | 'odd' {
    for (;;) {
      const piece = text.subarray(this.#used, this.#used + FILL_BYTES);
      const stopped = this.#fill(piece);
      // Where so much is held, for blank lines, the block may have ended before.
      if (this.#used >= MOST_HELD || stopped === 'odd') return 'odd';
      if (this.#rows >= this.#mostRows || this.#bytes >= FIRST_BLOCK) return 'known';
      if (this.#used === text.length) return 'more';
      if (this.#filler.used === 0) return piece.length < FILL_BYTES ? 'more' : 'odd';
    }
  }

  #fill(piece: Uint8Array): 'filled' | 'cut' | 'odd' {
    const filler = this.#filler;
    filler.load(piece);
    const stopped = filler.fill(0, this.#mostRows - this.#rows, FIRST_BLOCK - this.#bytes);
    this.#rows += filler.rows;
    this.#bytes += filler.bytes;
    this.#used += filler.used;
    this.guesses.forEach((guess, column) => {
      guess.seeFilled(filler, column);
    });
    return stopped;
  }
}
