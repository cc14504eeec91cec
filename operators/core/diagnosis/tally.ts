import type { RecordBatch } from 'apache-arrow';
import { type ListRows, readLists, startOf } from '../../../src/columns/lists.js';
import { type At, type Numbers, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import type { Chosen } from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import type { Counts } from '../policies.js';
import type { Judge } from './judge.js';

/** What a unit has shown so far. */
const UNSEEN = 0;
const RESTING = 1;
const ALIVE = 2;

interface Cells {
  readonly numbers: Numbers;
  readonly rows: ListRows;
  /** Which list cells are there. */
  readonly cells: Validity | undefined;
}

/** What was met in one column, over all batches. A scalar column is one unit, a list column one for each position. */
export class Tally {
  rows = 0;
  values = 0;
  nulls = 0;
  nans = 0;
  zeros = 0;
  saturated = 0;
  #units = new Uint8Array(1);
  #width = 0;

  constructor(
    readonly column: Chosen,
    readonly judge: Judge,
  ) {}

  get units(): number {
    return this.#width;
  }

  /** Units that had an output, and never another than 0 where the slope is 0 too. */
  get dead(): number {
    return this.#units.subarray(0, this.#width).filter((unit) => unit === RESTING).length;
  }

  add(batch: RecordBatch, at: At, counts: Counts): void {
    const { numbers, rows, cells } = cellsOf(batch, this.column, at);
    const outputs = this.judge.outputsOf(numbers.values);
    this.rows += batch.numRows;
    for (let row = 0; row < rows.length; row++) {
      if (cells?.isValid(row) === false) {
        this.nulls += 1;
        counts.nulls += 1;
        continue;
      }
      const start = startOf(rows, row);
      const end = startOf(rows, row + 1);
      this.#widen(end - start);
      for (let i = start; i < end; i++) {
        if (numbers.validity?.isValid(i) === false) {
          this.nulls += 1;
          counts.nulls += 1;
        } else this.#look(i - start, numbers.values[i]!, outputs[i]!, counts);
      }
    }
  }

  #look(unit: number, element: number, output: number, counts: Counts): void {
    if (Number.isNaN(output)) {
      this.nans += 1;
      counts.nans += 1;
      return;
    }
    this.values += 1;
    if (output - output !== 0) counts.infinities += 1;
    if (this.judge.isSaturated(element)) this.saturated += 1;
    if (output === 0) this.zeros += 1;
    const rests = output === 0 && this.judge.isAtRest(element);
    this.#units[unit] = rests && this.#units[unit] !== ALIVE ? RESTING : ALIVE;
  }

  #widen(width: number): void {
    if (width <= this.#width) return;
    this.#width = width;
    if (width <= this.#units.length) return;
    const wider = new Uint8Array(2 * width).fill(UNSEEN);
    wider.set(this.#units);
    this.#units = wider;
  }
}

function cellsOf(batch: RecordBatch, column: Chosen, at: At): Cells {
  const { list, float = 64 } = sourceWidth(column.field, at.operator);
  const width = float === 64 ? 64 : 32;
  if (list) {
    const { numbers, rows, validity } = readLists(batch, column, width, at);
    return { numbers, rows, cells: validity };
  }
  const numbers = readNumbers(batch, column, width, at);
  return { numbers, rows: { length: numbers.length, width: 1 }, cells: undefined };
}
