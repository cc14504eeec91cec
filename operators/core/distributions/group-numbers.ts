import type { RecordBatch } from 'apache-arrow';
import { columnAt } from '../../../src/columns/batches.js';
import type { At } from '../../../src/columns/numbers.js';
import { plainValues } from '../../../src/columns/plain/plain-values.js';
import { chooseColumns } from '../../../src/columns/selection/select.js';
import type { Groups } from '../../../src/distributions/softmax-state.js';
import { DataError } from '../../../src/errors.js';
import { KeyTable } from '../../../src/groups/key-table.js';
import { NO_SLOT } from '../../../src/softmax/state/table/rows.js';

/** The numbers of the groups that the rows of a batch belong to. */
export class GroupNumbers {
  #numbers = new Uint32Array(0);

  constructor(
    private readonly operator: string,
    private readonly groups: Groups,
    /** Whether numbers are kept; else their buffer is used again for the next batch. */
    private readonly kept = false,
  ) {}

  /** Keys that are new get the next numbers; NO_SLOT where a null key is dropped. */
  assigned(batch: RecordBatch): Uint32Array {
    const numbers = this.#room(batch.numRows);
    this.groups.keys.assign(batch, numbers);
    return numbers;
  }

  /** @throws DataError for a key that is not there */
  found(batch: RecordBatch, at: At): Uint32Array {
    const numbers = this.#room(batch.numRows);
    this.groups.keys.find(batch, numbers);
    let stranger = nextWithout(numbers, 0);
    if (stranger === numbers.length) return numbers;
    const present = this.#present(batch);
    while (stranger < numbers.length && !present(stranger)) {
      stranger = nextWithout(numbers, stranger + 1);
    }
    if (stranger < numbers.length) throw this.#unknown(batch, stranger, at);
    return numbers;
  }

  /** Whether a row has a key, though it has no group. */
  #present(batch: RecordBatch): (row: number) => boolean {
    const { by, nulls } = this.groups;
    if (nulls === 'group') return () => true;
    const own = new Uint32Array(batch.numRows);
    new KeyTable({ operator: this.operator, by, nulls }).assign(batch, own);
    return (row) => own[row] !== NO_SLOT;
  }

  #unknown(batch: RecordBatch, row: number, at: At): DataError {
    const { operator } = this;
    const what = 'a key that the first pass has not met';
    const place = { batch: at.batch, row: at.row + row };
    const got = keyOf(batch, this.groups.by, row, operator);
    const column = this.groups.by.join(', ');
    return new DataError({ operator, what, got, column, ...place, expected: 'one of its keys' });
  }

  #room(rows: number): Uint32Array {
    if (this.kept) return new Uint32Array(rows);
    if (this.#numbers.length < rows) this.#numbers = new Uint32Array(rows);
    return this.#numbers.subarray(0, rows);
  }
}

/** The key of a row as plain values, for messages: of several columns an array. */
export function keyOf(
  batch: RecordBatch,
  by: readonly string[],
  row: number,
  operator: string,
): unknown {
  const values = chooseColumns(batch.schema, by, operator).map(({ index }) =>
    plainValues(columnAt(batch, index))(row),
  );
  return values.length === 1 ? values[0] : values;
}

/** The first row from `row` on that has no group; how many rows there are, where all have. */
function nextWithout(numbers: Uint32Array, row: number): number {
  let at = row;
  while (at < numbers.length && numbers[at] !== NO_SLOT) at++;
  return at;
}

/** Rows without a group, which there are where null keys are dropped, are out beside those that are so already. */
export function withoutGroup(
  numbers: Uint32Array,
  nulls: Groups['nulls'],
  out: Uint8Array | undefined,
): Uint8Array | undefined {
  if (nulls === 'group' || nextWithout(numbers, 0) === numbers.length) return out;
  const all = out ?? new Uint8Array(numbers.length);
  for (let row = 0; row < numbers.length; row++) if (numbers[row] === NO_SLOT) all[row] = 1;
  return all;
}
