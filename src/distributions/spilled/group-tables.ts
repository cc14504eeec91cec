import { ByteKeys } from '../../groups/byte-keys.js';
import { NO_SLOT } from '../../softmax/state/table/rows.js';
import { StateTable } from '../../softmax/state/table/state-table.js';
import type { Block, MarkedValues } from './block.js';

/** Bytes that a finished state takes. */
const FINISHED = 24;

/** The groups of some blocks: their keys, and a table of states for each column. */
export class GroupTables {
  readonly #keys = new ByteKeys();
  readonly tables: readonly StateTable[];
  #numbers = new Uint32Array(0);

  constructor(temperature: number, widths: readonly (32 | 64)[]) {
    this.tables = widths.map((float) => new StateTable({ temperature, float }));
  }

  /** Memory that is held, and that the finished states will take. */
  get bytes(): number {
    const states = this.tables.reduce((sum, table) => sum + table.bytes + FINISHED * table.size, 0);
    return this.#keys.bytes + states;
  }

  add(block: Block): void {
    const numbers = this.#numbersOf(block, true);
    block.columns.forEach((column, c) => {
      const table = this.tables[c]!;
      table.resize(this.#keys.size);
      table.scatter(slotsOf(numbers, column), column.values);
    });
  }

  /** The slots of a block's rows; good until the next call. */
  find(block: Block): Uint32Array {
    return this.#numbersOf(block, false);
  }

  #numbersOf({ rows, keys }: Block, add: boolean): Uint32Array {
    if (this.#numbers.length < rows) this.#numbers = new Uint32Array(rows);
    const numbers = this.#numbers.subarray(0, rows);
    this.#keys.assign(keys, rows, { validity: undefined, nullGroup: false, add }, numbers);
    return numbers;
  }
}

/** Values that are not there belong to nobody. */
export function slotsOf(numbers: Uint32Array, { marks }: MarkedValues): Uint32Array {
  if (!marks.includes(1)) return numbers;
  return numbers.map((number, i) => (marks[i] === 1 ? NO_SLOT : number));
}
