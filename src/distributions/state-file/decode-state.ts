import type { RecordBatch } from 'apache-arrow';
import { schemaOf } from '../../columns/types.js';
import { describe, LogitflowError, oneOf } from '../../errors.js';
import { KeyTable } from '../../groups/key-table.js';
import { NO_SLOT } from '../../softmax/state/table/rows.js';
import type { SoftmaxState } from '../softmax-state.js';
import { checkSameShape, type StateShape, sharedShape } from '../state-shape.js';
import { DecodedColumn } from './decoded-column.js';
import { type StateRow, StateRowReader } from './state-row-reader.js';
import { declaredShape, isStateColumn, notAState } from './state-schema.js';

const OPERATOR = 'decodeState';

/**
 * The state that batches as `encodeState` makes them, or an engine has merged, are of: all of their rows added up, whatever
 * their order. They may be of one STATE or of several that match.
 *
 * @throws FormatError where they are no state, damaged, or of another version; SchemaError where they are of states that do
 *   not match, and says both
 */
export function decodeState(batches: Iterable<RecordBatch>): SoftmaxState {
  if (typeof Object(batches)[Symbol.iterator] !== 'function') {
    const report = { operator: OPERATOR, what: 'the batches are no iterable', got: batches };
    throw new TypeError(describe({ ...report, expected: 'record batches, as a table has them' }));
  }
  const decoder = new StateDecoder();
  for (const batch of batches) decoder.push(batch);
  return decoder.end();
}

/** `decodeState`, a batch at a time. */
export class StateDecoder {
  /** What has been declared, or what the first row says; columns are only those that have been declared. */
  #shape: StateShape | undefined;
  #keys: KeyTable | undefined;
  readonly #columns = new Map<string, DecodedColumn>();
  #slots = new Uint32Array(0);
  #batches = 0;
  /** Rows of the batches before. */
  #rows = 0;

  push(batch: RecordBatch): void {
    const schema = schemaOf(OPERATOR, batch, this.#batches++);
    const declared = declaredShape(schema);
    if (declared !== undefined) this.#declare(declared);
    const reader = new StateRowReader(batch);
    const names = schema.fields.map(({ name }) => name);
    const by = declared?.by ?? names.filter((name) => !isStateColumn(name));
    for (let row = 0; row < batch.numRows; row++) {
      try {
        const read = reader.read(row);
        const column = this.#columnOf(read, by);
        // The first row may be the first to say what the keys are.
        const slots = row === 0 ? this.#number(batch, by) : this.#slots;
        const slot = by.length === 0 ? 0 : slots[row]!;
        if (slot === NO_SLOT) throw notAState('a null key', null, 'none, for the state drops them');
        column.add(read.position, slot, this.#size, read.state);
      } catch (error) {
        // The row says of which file it is.
        throw error instanceof LogitflowError ? error.at({ row: this.#rows + row }) : error;
      }
    }
    this.#rows += batch.numRows;
  }

  /** @throws FormatError where nothing has said what the state is of, or rows are missing */
  end(): SoftmaxState {
    if (this.#shape === undefined) {
      const expected = 'a STATE file with its description, or with rows';
      throw notAState('nothing says what the state is of', 'no row', expected);
    }
    const { temperature, negates, by, nulls } = this.#shape;
    if (by.length > 0) this.#keys ??= new KeyTable({ operator: OPERATOR, by, nulls });
    const columns = [...this.#columns.values()].map((column) => column.finish(this.#size));
    const keys = this.#keys;
    return { temperature, negates, groups: keys && { by, nulls, keys }, columns };
  }

  /** Slots of each table: those of the groups, or the one of the stream. */
  get #size(): number {
    return this.#shape?.by.length === 0 ? 1 : (this.#keys?.size ?? 0);
  }

  #declare(shape: StateShape): void {
    const first = this.#shape;
    this.#shape = first === undefined ? shape : sharedShape(OPERATOR, first, shape);
    for (const column of this.#shape.columns) {
      if (this.#columns.has(column.name)) continue;
      this.#columns.set(column.name, new DecodedColumn(column, shape.temperature, true));
    }
  }

  /** The column of a row, which has to be of the state's shape. */
  #columnOf({ column: name, position, negates, state }: StateRow, by: readonly string[]) {
    const { temperature } = state.scaling;
    const width = state.float;
    const isScalar = position === undefined;
    this.#shape ??= { temperature, negates, by, nulls: 'group', columns: [] };
    const first = this.#shape;
    const known = this.#columns.get(name);
    if (known === undefined && first.columns.length > 0) {
      const names = first.columns.map((column) => column.name);
      throw notAState('a row of a column that the state has not', name, oneOf(names, name));
    }
    const column =
      known ?? new DecodedColumn({ name, width, positions: isScalar ? undefined : 1 }, temperature);
    this.#columns.set(name, column);
    const { shape } = column;
    const isSame = first.temperature === temperature && first.negates === negates;
    const fits = shape.width === width && (shape.positions === undefined) === isScalar;
    if (!isSame || !fits || !sameNames(first.by, by)) {
      const own = { name, width, positions: isScalar ? undefined : (shape.positions ?? 1) };
      const next = { temperature, negates, by, nulls: first.nulls, columns: [own] };
      checkSameShape(OPERATOR, { ...first, columns: [shape] }, next);
    }
    return column;
  }

  /** The group number of each row; new keys get the next ones. */
  #number(batch: RecordBatch, by: readonly string[]): Uint32Array {
    if (by.length === 0) return this.#slots;
    this.#keys ??= new KeyTable({ operator: OPERATOR, by, nulls: this.#shape?.nulls ?? 'group' });
    if (this.#slots.length < batch.numRows) this.#slots = new Uint32Array(batch.numRows);
    this.#keys.assign(batch, this.#slots);
    return this.#slots;
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((name, i) => name === b[i]));
}
