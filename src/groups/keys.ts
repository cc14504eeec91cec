import type { Validity } from '../columns/validity.js';

/** In a list of group numbers: no group, as of a null key that is dropped or a key that is not there. */
export const NO_GROUP = 0xffffffff;

/** What to do with the keys of a batch that are null, and with those that are new. */
export interface Assigning {
  /** Rows whose key is there; undefined: all. */
  readonly validity: Validity | undefined;
  /** Whether null keys are a group, or none. */
  readonly nullGroup: boolean;
  /** Whether new keys are given the next numbers, or none. */
  readonly add: boolean;
}

/** Keys that have numbers 0, 1, 2 … in the order of their first appearance. */
export abstract class Keys {
  #nullNumber = NO_GROUP;

  abstract get size(): number;
  abstract get bytes(): number;

  /** The number of the null key; NO_GROUP where it has none. */
  get nullNumber(): number {
    return this.#nullNumber;
  }

  /** Takes the next number for a key that is never compared. */
  protected abstract reserve(): number;

  protected numberOfNull({ nullGroup, add }: Assigning): number {
    if (!nullGroup) return NO_GROUP;
    if (this.#nullNumber === NO_GROUP && add) this.#nullNumber = this.reserve();
    return this.#nullNumber;
  }
}
