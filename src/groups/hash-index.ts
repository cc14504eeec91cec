/**
 * Open addressing with linear probing: entries of two words, a hash and a number + 1, where 0 is an empty place. The owner
 * probes and compares keys; this keeps the places.
 *
 * At most five eighths of the places are taken, and twice as many are made by moving the entries alone: keys are not
 * looked at. So a key costs a constant time on average, provided that hashes are as good as random, which those of
 * `tabulation.ts` and `half-sip-hash.ts` are for whoever does not know their keys.
 */

const LEAST = 64;

export class HashIndex {
  /** Place p has its hash at 2p, and its number + 1 at 2p + 1. */
  entries = new Int32Array(2 * LEAST);
  /** One less than the number of places, a power of two. */
  mask = LEAST - 1;
  #taken = 0;

  /** Takes the empty place that the owner has come to. */
  take(place: number, hash: number, number: number): void {
    this.entries[2 * place] = hash;
    this.entries[2 * place + 1] = number + 1;
    this.#taken++;
    if (8 * this.#taken > 5 * (this.mask + 1)) this.#grow();
  }

  get bytes(): number {
    return this.entries.byteLength;
  }

  #grow(): void {
    const old = this.entries;
    const entries = new Int32Array(2 * old.length);
    const mask = 2 * this.mask + 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      let place = old[at]! & mask;
      while (entries[2 * place + 1] !== 0) place = (place + 1) & mask;
      entries[2 * place] = old[at]!;
      entries[2 * place + 1] = old[at + 1]!;
    }
    this.entries = entries;
    this.mask = mask;
  }
}
