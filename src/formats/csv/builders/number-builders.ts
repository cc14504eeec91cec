import { type Float, Int64 } from 'apache-arrow';
import { encodeHalfs } from '../../../columns/float16.js';
import type { FloatWidth } from '../../../columns/selection/placement.js';
import type { Slabs } from '../../../columns/slabs.js';
import { floatType } from '../../../columns/write.js';
import { readNumeral } from '../../../numerals/parse.js';
import { trimmed, withRoom } from '../growing.js';
import { LOW_HALF, TWO_TO_32 } from '../halves.js';
import { parseLongInteger, parseShortInteger } from '../integers.js';
import { DOUBLES, type NumberBuilder, WHOLES } from './column-builder.js';
import { ScalarBuilder } from './scalar-builder.js';
import type { StagedNumbers } from './staged-numbers.js';

/** What the text engine reads for. */
abstract class EngineBuilder extends ScalarBuilder implements NumberBuilder {
  abstract readonly numbers: typeof DOUBLES | typeof WHOLES;

  abstract appendNumbers(buffer: ArrayBuffer, address: number, rows: number): void;

  replace(back: number, bytes: Uint8Array, start: number, end: number): boolean {
    return this.replaceAt(this.rows - back, bytes, start, end);
  }

  appendStaged(staged: StagedNumbers, place: number): void {
    this.load(this.appendValid(staged.rows), staged, place);
  }

  stage(
    staged: StagedNumbers,
    place: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const row = this.rows + staged.rows - 1;
    this.reserve(row + 1);
    if (!this.replaceAt(row, bytes, start, end)) return false;
    this.unload(row, staged, staged.lastOf(place));
    return true;
  }

  /** Takes the numbers at `place` of all staged rows into those from `first` on. */
  protected abstract load(first: number, staged: StagedNumbers, place: number): void;
  /** Puts the number of a row among the staged. */
  protected abstract unload(row: number, staged: StagedNumbers, index: number): void;
}

/** Numerals as floats of any width: read as doubles, rounded to the width at the end. */
export class FloatBuilder extends EngineBuilder {
  readonly numbers = DOUBLES;
  readonly type: Float;
  readonly #width: FloatWidth;
  readonly #reuse: boolean;
  readonly #slabs: Slabs;
  /** Rows of the batch before, and a few more. */
  #usual = 0;
  #values = NO_DOUBLES;

  constructor(width: FloatWidth, reuse: boolean, slabs: Slabs) {
    super();
    this.#slabs = slabs;
    // Doubles are in the batch themselves; others are made of them.
    this.#reuse = reuse || width !== 64;
    this.#width = width;
    this.type = floatType(width) as Float; // every width's type is a float
  }

  protected reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    this.#values = withRoom(this.#values, Math.max(rows, this.#usual), this.#slabs);
  }

  protected store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    return readNumeral(bytes, start, end, this.#values, row);
  }

  appendNumbers(buffer: ArrayBuffer, address: number, rows: number): void {
    const first = this.appendValid(rows);
    this.#values.set(new Float64Array(buffer, address, rows), first);
  }

  protected load(first: number, { doubles, width, rows }: StagedNumbers, place: number): void {
    const values = this.#values;
    for (let i = 0, at = place; i < rows; i++, at += width) values[first + i] = doubles[at];
  }

  protected unload(row: number, { doubles }: StagedNumbers, index: number): void {
    doubles[index] = this.#values[row];
  }

  protected zero(row: number): void {
    this.#values[row] = 0;
  }

  protected take(rows: number): Floats {
    const values = ofWidth(trimmed(this.#values, rows, this.#reuse), this.#width);
    this.#usual = usualRoom(rows);
    if (!this.#reuse) this.#values = NO_DOUBLES;
    return values;
  }
}

const NO_DOUBLES = new Float64Array(0);

/** A thirty-second more; batches of wide tables have 32 rows, and to cut a column costs a view. */
function usualRoom(rows: number): number {
  return rows + (rows >> 6) * 2;
}

type Floats = Float64Array | Float32Array | Uint16Array;

/** Doubles as the elements of a float column, each rounded once. */
export function ofWidth(values: Float64Array, width: FloatWidth): Floats {
  if (width === 64) return values;
  if (width === 32) return new Float32Array(values);
  const halfs = new Uint16Array(values.length);
  encodeHalfs(values, halfs, values.length);
  return halfs;
}

const INT64 = new Int64();
const NO_INTEGERS = new BigInt64Array(0);
const NO_HALVES = new Int32Array(0);

export class Int64Builder extends EngineBuilder {
  readonly numbers = WHOLES;
  readonly type = INT64;
  readonly #reuse: boolean;
  readonly #slabs: Slabs;
  /** Rows of the batch before, and a few more. */
  #usual = 0;
  #values: BigInt64Array = NO_INTEGERS;
  /** The same memory in halves: a bigint for every cell would cost more than parsing it. */
  #halves: Int32Array = NO_HALVES;

  constructor(reuse: boolean, slabs: Slabs) {
    super();
    this.#reuse = reuse;
    this.#slabs = slabs;
  }

  protected reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    this.#use(withRoom(this.#values, Math.max(rows, this.#usual), this.#slabs));
  }

  protected store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseShortInteger(bytes, start, end);
    if (Number.isNaN(value)) return this.#storeLong(row, bytes, start, end);
    this.#halves[2 * row + LOW_HALF] = value; // modulo 2³²
    this.#halves[2 * row + 1 - LOW_HALF] = Math.floor(value / TWO_TO_32);
    return true;
  }

  appendNumbers(buffer: ArrayBuffer, address: number, rows: number): void {
    const first = this.appendValid(rows);
    this.#values.set(new BigInt64Array(buffer, address, rows), first);
  }

  protected load(first: number, { halves, width, rows }: StagedNumbers, place: number): void {
    const own = this.#halves;
    for (let i = 0, at = 2 * place; i < rows; i++, at += 2 * width) {
      own[2 * (first + i)] = halves[at];
      own[2 * (first + i) + 1] = halves[at + 1];
    }
  }

  protected unload(row: number, { wholes }: StagedNumbers, index: number): void {
    wholes[index] = this.#values[row];
  }

  #storeLong(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseLongInteger(bytes, start, end);
    if (value === undefined) return false;
    this.#values[row] = value;
    return true;
  }

  #use(values: BigInt64Array): void {
    this.#values = values;
    this.#halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  }

  protected zero(row: number): void {
    this.#values[row] = 0n;
  }

  protected take(rows: number): BigInt64Array {
    const values = trimmed(this.#values, rows, this.#reuse);
    this.#usual = usualRoom(rows);
    if (!this.#reuse) this.#values = NO_INTEGERS;
    return values;
  }
}
