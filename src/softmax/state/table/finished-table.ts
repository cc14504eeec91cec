/**
 * What the states of a table come to, 24 bytes each, and the second pass: results of values under the states of their
 * slots. Every element is computed by itself, by the formulas of `../apply.ts`, so its bits are those of `applySoftmax`,
 * `applyLogSoftmax` and `finish` of that one state.
 */
import type { Floats } from '../../../simd/floats.js';
import { type Distribution, logSoftmaxOf, softmaxOf, unmet } from '../apply.js';
import type { ExactState } from '../exact-state.js';
import { checkLength, checkValues } from '../exact-state.js';
import type { FinishOptions } from '../finish.js';
import { finish, logSumExp } from '../finish.js';
import { type Pass, PIECE, passFor } from './anchored-pass.js';
import { badSlot } from './bad-slot.js';
import { finishRow } from './finish-row.js';
import * as layout from './rows.js';
import { inRuns } from './runs.js';

const OPERATOR = 'FinishedTable';

// The module's own constants: V8 folds them into loops, imported ones not.
const NO_SLOT = layout.NO_SLOT;
const SEGMENT = layout.SEGMENT;
const SEGMENT_BITS = layout.SEGMENT_BITS;

/** Doubles of a slot: max, and the logarithm's parts. NaN as logarithm: no distribution, and max says why. */
const DOUBLES = 3;

/**
 * What the slots of a `StateTable` come to, made by its `finish`: a copy, as `Finished` is of one state. Slots are integers of
 * 0 … `size` − 1; `softmax` and `logSoftmax` are the second pass over the values.
 *
 * @throws RangeError for a slot that is not there
 */
export class FinishedTable {
  readonly size: number;
  /** For its temperature and width. */
  readonly #like: ExactState;
  readonly #nan: 'propagate' | 'mask';
  readonly #segments: Float64Array[] = [];

  /** @param like  a state of the rows' temperature and width, which rows are loaded into */
  constructor(like: ExactState, rows: layout.StateRows, options: FinishOptions = {}) {
    this.size = rows.size;
    this.#like = like;
    this.#nan = options.nan ?? 'propagate';
    for (let from = 0; from < rows.size; from += SEGMENT) {
      const doubles = new Float64Array(DOUBLES * Math.min(SEGMENT, rows.size - from));
      const segment = rows.segments[from / SEGMENT]!;
      for (let at = 0; at < doubles.length; at += DOUBLES) {
        const row = at / DOUBLES;
        if (finishRow(segment, row, like.scaling, doubles, at)) continue;
        rows.load(from + row, like);
        const { max, distribution, shiftedLog } = finish(like, options);
        doubles[at] = max;
        doubles[at + 1] = distribution ? shiftedLog.high : Number.NaN;
        doubles[at + 2] = shiftedLog.low;
      }
      this.#segments.push(doubles);
    }
  }

  /** Whether the slot's values make a distribution: see `Finished`. */
  distribution(slot: number): boolean {
    return !Number.isNaN(this.#double(slot, 1));
  }

  /** The largest value; where there is no distribution −∞ of nothing, +∞ with a +∞, NaN with a NaN. */
  limit(slot: number): number {
    return this.#double(slot, 0);
  }

  /**
   * Probabilities of values, each under the state of its slot; NO_SLOT gives 0.
   *
   * @param src  values that the slots' states have met, of the table's width
   * @param dst  as many results, of the same type; may be `src`, else must not overlap it
   *
   * −∞ and a masked NaN give 0; where there is no distribution the result is canonical NaN, and so is that of a NaN.
   * @throws DataError, with the index as row, where a value is larger than its slot's maximum: it was not among those
   *   added; RangeError for a slot that is not there
   */
  softmax<T extends Floats>(slots: Uint32Array, src: T, dst: T): void {
    const ofPiece = (pass: Pass, count: number) => pass.probabilities(count);
    this.#apply('softmax', slots, src, dst, ofPiece, softmaxOf);
  }

  /** ln p; −∞ and a masked NaN give −∞. Otherwise as `softmax`. */
  logSoftmax<T extends Floats>(slots: Uint32Array, src: T, dst: T): void {
    const ofPiece = (pass: Pass, count: number) => pass.logProbabilities(count);
    this.#apply('logSoftmax', slots, src, dst, ofPiece, logSoftmaxOf);
  }

  /** ln Σ exp(x/T) of each slot, ±∞ and NaN where there is no distribution; NO_SLOT gives 0. */
  logSumExp(slots: Uint32Array, dst: Floats): void {
    let value = 0;
    for (let i = 0; i < slots.length; i++) {
      if (i === 0 || slots[i] !== slots[i - 1]) value = this.#logSumExp(slots[i]!);
      dst[i] = value;
    }
  }

  #logSumExp(slot: number): number {
    if (slot === NO_SLOT) return 0;
    const max = this.#double(slot, 0);
    const high = this.#double(slot, 1);
    if (Number.isNaN(high)) return max;
    return logSumExp(max, this.#like.scaling, { high, low: this.#double(slot, 2) }).high;
  }

  #apply(
    method: string,
    slots: Uint32Array,
    src: Floats,
    dst: Floats,
    ofPiece: (pass: Pass, count: number) => void,
    ofRun: typeof softmaxOf,
  ): void {
    const operator = `${OPERATOR}.${method}`;
    checkValues(operator, this.#like, src);
    checkValues(operator, this.#like, dst);
    checkLength(operator, 'dst', dst, src.length);
    checkLength(operator, 'slots', slots, src.length);
    inRuns(
      slots,
      src.length,
      (from, to) => this.#applyShort(operator, slots, src, dst, from, to, ofPiece),
      (slot, from, to) => {
        if (slot === NO_SLOT) dst.fill(0, from, to);
        else ofRun(operator, this.#at(slot), src, dst, from, to);
      },
    );
  }

  /** Values from … to − 1, in runs that are short. */
  #applyShort(
    operator: string,
    slots: Uint32Array,
    src: Floats,
    dst: Floats,
    from: number,
    to: number,
    ofPiece: (pass: Pass, count: number) => void,
  ): void {
    const pass = passFor(this.#like.scaling);
    for (let at = from; at < to; at += PIECE) {
      const part = src.subarray(at, Math.min(at + PIECE, to));
      pass.values.set(part);
      const settled = this.#gather(operator, pass, slots, at, part.length);
      ofPiece(pass, part.length);
      for (const [j, value] of settled) pass.values[j] = value;
      dst.set(pass.values.subarray(0, part.length), at);
    }
  }

  #at(slot: number): Distribution {
    const max = this.#double(slot, 0);
    const shiftedLog = { high: this.#double(slot, 1), low: this.#double(slot, 2) };
    const distribution = !Number.isNaN(shiftedLog.high);
    return { state: this.#like, nan: this.#nan, distribution, max, shiftedLog };
  }

  /** Fetches what the values' slots have; returns the results that are no function of it. */
  #gather(
    operator: string,
    pass: Pass,
    slots: Uint32Array,
    from: number,
    count: number,
  ): readonly (readonly [number, number])[] {
    const { values, anchors, logHighs, logLows } = pass;
    let settled: [number, number][] | undefined;
    for (let j = 0; j < count; j++) {
      j = gather(this.#segments, this.size, slots, from, pass, j, count);
      if (j === count) break;
      // Whatever is there: another's block.
      anchors[j] = logHighs[j] = logLows[j] = 0;
      settled ??= [];
      const value = this.#settle(operator, slots[from + j]!, values[j]!, from + j);
      if (value !== undefined) settled.push([j, value]);
      else values[j] = Number.NEGATIVE_INFINITY;
    }
    return settled ?? NONE;
  }

  /** The result where it is known without a computation; undefined for that of −∞. */
  #settle(operator: string, slot: number, x: number, row: number): number | undefined {
    if (slot === NO_SLOT) return 0;
    if (!this.distribution(slot)) return Number.NaN;
    const max = this.limit(slot);
    if (x > max) throw unmet(operator, x, max, row);
    return this.#nan === 'mask' ? undefined : Number.NaN;
  }

  #double(slot: number, at: number): number {
    if (!(slot >= 0 && slot < this.size)) throw badSlot(OPERATOR, slot, this.size);
    return this.#segments[slot >>> SEGMENT_BITS]![DOUBLES * (slot & (SEGMENT - 1)) + at]!;
  }
}

/** Fetches from value j on; returns the first whose result is not to be computed, `count` if there is none. */
function gather(
  segments: readonly Float64Array[],
  size: number,
  slots: Uint32Array,
  from: number,
  { values, anchors, logHighs, logLows }: Pass,
  start: number,
  count: number,
): number {
  const first = segments[0]!; // used only where there is a slot
  for (let j = start; j < count; j++) {
    const slot = slots[from + j]!;
    if (slot >= size) return j;
    const doubles = slot < SEGMENT ? first : segments[slot >>> SEGMENT_BITS]!;
    const at = DOUBLES * (slot & (SEGMENT - 1));
    const max = doubles[at]!;
    const high = doubles[at + 1]!;
    anchors[j] = max;
    logHighs[j] = high;
    logLows[j] = doubles[at + 2]!;
    if (!(values[j]! <= max && high >= 0)) return j;
  }
  return count;
}

const NONE: readonly (readonly [number, number])[] = [];
