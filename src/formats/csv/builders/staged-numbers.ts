import { FEW_ROWS } from '../batch-limits.js';

/** Rows of numbers of a batch that are in no column yet: eight bytes a number, row after row. */
export class StagedNumbers {
  readonly width: number;
  rows = 0;
  /** Doubles, and the same memory as integers and as halves of these. */
  doubles = new Float64Array(0);
  wholes = new BigInt64Array(0);
  halves = new Int32Array(0);

  constructor(width: number) {
    this.width = width;
  }

  /** Adds a row. */
  add(numbers: Float64Array): void {
    const from = this.rows * this.width;
    this.#reserve(this.rows + 1);
    this.doubles.set(numbers, from);
    this.rows++;
  }

  /** The index of a number in the last row. */
  lastOf(place: number): number {
    return (this.rows - 1) * this.width + place;
  }

  #reserve(rows: number): void {
    if (rows * this.width <= this.doubles.length) return;
    const longer = new Float64Array(roomFor(rows) * this.width);
    longer.set(this.doubles);
    this.doubles = longer;
    this.wholes = new BigInt64Array(longer.buffer);
    this.halves = new Int32Array(longer.buffer);
  }
}

/** Twice as many, but of a batch that is to have few rows no more than these. */
function roomFor(rows: number): number {
  return rows <= FEW_ROWS ? Math.min(2 * rows, FEW_ROWS) : 2 * rows;
}
