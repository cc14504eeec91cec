import { randomWords } from './random-words.js';

/**
 * Simple tabulation: the exclusive or of a random word for each byte of a key. With linear probing it takes a constant time
 * on average for any keys that were chosen without knowledge of the words (Pătraşcu & Thorup 2011, arXiv:1011.5200,
 * theorem 1): a hostile file cannot make it slow, and multiplications with known constants can be made to collide.
 *
 * 256 words for each of eight bytes, lowest first; drawn anew in each process, when the first keys are to be hashed: the
 * host's source of random words takes 3 ms and 2 MB.
 */
export const TABULATION = new Int32Array(8 * 256);

// The module's own constant: V8 folds it into loops, an imported one not.
const WORDS = TABULATION;
let highZero = 0;
let drawn = false;

/** To be called before anything is hashed. */
export function drawTabulation(): void {
  if (drawn) return;
  drawn = true;
  WORDS.set(randomWords(WORDS.length));
  highZero = WORDS[1024]! ^ WORDS[1280]! ^ WORDS[1536]! ^ WORDS[1792]!;
}

/** The hash of two words. Mostly the upper one is 0. */
export function tabulate(low: number, high: number): number {
  const hash =
    WORDS[low & 255]! ^
    WORDS[256 + ((low >>> 8) & 255)]! ^
    WORDS[512 + ((low >>> 16) & 255)]! ^
    WORDS[768 + (low >>> 24)]!;
  if (high === 0) return hash ^ highZero;
  return (
    hash ^
    WORDS[1024 + (high & 255)]! ^
    WORDS[1280 + ((high >>> 8) & 255)]! ^
    WORDS[1536 + ((high >>> 16) & 255)]! ^
    WORDS[1792 + (high >>> 24)]!
  );
}
