/**
 * Many exact states of one temperature and float width, 48 bytes for an ordinary one (`rows.ts`).
 *
 * *The bits* are those of states that are held one by one. A slot holds what `exact-state.ts` defines, of the multiset of
 * the values that were added to it, and every way to add keeps to that definition:
 *
 * - `add`, `merge` and `set` load the slot into an `ExactState`, work on that, and store it again: a row together with its
 *   wide row has a place for every bit of a state.
 * - `scatter` takes a value that is near and finite on the row itself. Either it is larger than the maximum: then it
 *   becomes the maximum, and the old one becomes an other. Or it equals the maximum, and `times` grows. Or it is an other:
 *   then its exponential, an integer, is added to its limb with all carries up into the fifth word; where its limb is above
 *   the window, the window is raised before, and where it is below, nothing is added. These are the steps of `../grow.ts`.
 * - What is not near, no number, or beyond the row's range, is added as by `add`, a value at a time.
 *
 * So any order, any cut into calls and any tree of `merge` and `mergeTable` give the bits of one `add` of everything.
 */
import { describe } from '../../../errors.js';
import type { Floats } from '../../../simd/floats.js';
import { add } from '../add.js';
import type { ExactState, StateOptions } from '../exact-state.js';
import { checkLength, checkValues, empty, MOST_VALUES } from '../exact-state.js';
import type { FinishOptions } from '../finish.js';
import { checkAlike, merge } from '../merge.js';
import { badSlot } from './bad-slot.js';
import { FinishedTable } from './finished-table.js';
import { nearParts, PIECE } from './near-parts.js';
import { NO_SLOT, StateRows } from './rows.js';
import { inRuns } from './runs.js';
import { addParts, touchRows } from './scatter.js';

/**
 * A state for each of many groups: slot s, an integer of 0 … `size` − 1, holds what `addToState` would have made of the values that
 * were added to it, bit for bit. All are of one temperature and float width. Starts without slots: `resize` makes them.
 *
 * @throws RangeError for a slot that is not there
 */
export class StateTable {
  readonly #rows = new StateRows();
  /** What a slot's row is loaded into. */
  readonly #state: ExactState;
  readonly #other: ExactState;
  /** No slot holds more values. */
  #most = 0;

  /** @throws RangeError, TypeError where an option is out of range */
  constructor(options: StateOptions) {
    this.#state = empty(options);
    this.#other = empty(options);
  }

  get float(): 32 | 64 {
    return this.#state.float;
  }

  get temperature(): number {
    return this.#state.scaling.temperature;
  }

  /** Slots. */
  get size(): number {
    return this.#rows.size;
  }

  /** Memory that is held. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  /** New slots are empty states; a smaller size drops the last ones. */
  resize(size: number): void {
    if (!Number.isInteger(size) || size < 0 || size > NO_SLOT) throw badSize(size);
    this.#rows.resize(size);
    if (size === 0) this.#most = 0;
  }

  /** A copy. */
  get(slot: number): ExactState {
    this.#check('get', slot);
    const state = empty(this);
    this.#rows.load(slot, state);
    return state;
  }

  /** @throws SchemaError where the state's temperature or float width is another */
  set(slot: number, state: ExactState): void {
    this.#check('set', slot);
    checkAlike(this.#state, state);
    this.#store(slot, state);
  }

  /**
   * Adds the values of a state to a slot.
   *
   * @throws SchemaError where the state's temperature or float width is another; LimitError beyond 2⁵³ values
   */
  merge(slot: number, state: ExactState): void {
    this.#check('merge', slot);
    this.#rows.load(slot, this.#state);
    merge(this.#state, state);
    this.#store(slot, this.#state);
  }

  /**
   * Merges slot i of another table into slot slots[i]; NO_SLOT is passed over. `other` may be this table: a slot is
   * taken as it is when its turn comes.
   *
   * @throws as `merge`, when slots before have been merged
   */
  mergeTable(slots: Uint32Array, other: StateTable): void {
    if (slots.length > other.size)
      throw badSlot('StateTable.mergeTable', slots.length - 1, other.size);
    for (let i = 0; i < slots.length; i++) {
      if (slots[i] === NO_SLOT) continue;
      other.#rows.load(i, other.#other);
      this.merge(slots[i]!, other.#other);
    }
  }

  /**
   * Adds all values to one slot.
   *
   * @throws TypeError where the values are of another width; LimitError, and the slot is as before, beyond 2⁵³ values
   */
  add(slot: number, values: Floats): void {
    this.#check('add', slot);
    this.#rows.load(slot, this.#state);
    add(this.#state, values);
    this.#store(slot, this.#state);
  }

  /**
   * Adds values[i] to slot slots[i], for i < count; NO_SLOT is passed over.
   *
   * @throws TypeError where the values are of another width. RangeError for a slot that is not there, and LimitError
   *   beyond 2⁵³ values of a slot, when values before have been added
   */
  scatter(slots: Uint32Array, values: Floats, count = slots.length): void {
    checkValues('StateTable.scatter', this.#state, values);
    checkLength('StateTable.scatter', 'slots', slots, count);
    checkLength('StateTable.scatter', 'values', values, count);
    // Steps of one do not look at the limit: it must be out of reach of them all.
    if (this.#most > MOST_VALUES - count) {
      this.#scatterSlowly(slots, values, count);
      return;
    }
    this.#most += count;
    inRuns(
      slots,
      count,
      (from, to) => this.#addShort(slots, values, from, to),
      (slot, from, to) => {
        if (slot !== NO_SLOT) this.add(slot, values.subarray(from, to)); // through the bins
      },
    );
  }

  /** Values from … to − 1, in runs that are short. */
  #addShort(slots: Uint32Array, values: Floats, from: number, to: number): void {
    for (let at = from; at < to; at += PIECE) {
      const end = Math.min(at + PIECE, to);
      this.#addPiece(slots.subarray(at, end), values.subarray(at, end));
    }
  }

  #addPiece(slots: Uint32Array, values: Floats): void {
    const { scaling } = this.#state;
    // `add` does not touch them: it works in the block of input, and in its bins.
    const parts = nearParts(values, scaling);
    touchRows(this.#rows, slots);
    for (let i = 0; i < values.length; i++) {
      i = addParts(this.#rows, slots, values, parts, i, scaling);
      if (i === values.length) return;
      this.#check('scatter', slots[i]!);
      this.add(slots[i]!, values.subarray(i, i + 1));
    }
  }

  #scatterSlowly(slots: Uint32Array, values: Floats, count: number): void {
    for (let i = 0; i < count; i++) {
      if (slots[i] !== NO_SLOT) this.add(slots[i]!, values.subarray(i, i + 1));
    }
  }

  /** What every slot comes to. It is a copy: the table may be changed afterwards. */
  finish(options?: FinishOptions): FinishedTable {
    return new FinishedTable(this.#state, this.#rows, options);
  }

  #store(slot: number, state: ExactState): void {
    this.#most = Math.max(this.#most, state.count);
    this.#rows.store(slot, state);
  }

  #check(method: string, slot: number): void {
    if (slot < this.size && slot >= 0) return;
    throw badSlot(`StateTable.${method}`, slot, this.size);
  }
}

function badSize(got: number): RangeError {
  return new RangeError(
    describe({
      operator: 'StateTable.resize',
      what: 'bad number of slots',
      got,
      expected: `an integer from 0 to ${NO_SLOT}`,
    }),
  );
}
