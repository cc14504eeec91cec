import type { RecordBatch } from 'apache-arrow';
import type { At, Floats } from '../../../src/columns/numbers.js';
import { Fingerprint } from '../../../src/distributions/fingerprint.js';
import type { ColumnState } from '../../../src/distributions/softmax-state.js';
import { NO_SLOT } from '../../../src/softmax/state/table/rows.js';
import { StateTable } from '../../../src/softmax/state/table/state-table.js';
import type { Counts, ElementRules } from '../policies.js';
import { Scratch } from '../scratch.js';
import { judgeNumbers } from './judge-numbers.js';
import type { SumPlan } from './sum-plan.js';
import { ColumnReader, NULL, type Readings, type ValueColumn } from './value-columns.js';

/** The states of one column, as they are added up. */
export class ColumnSum {
  #state: ColumnState;
  /** undefined where nothing is compared. */
  readonly print: Fingerprint | undefined;
  readonly #fresh: () => ColumnState;
  readonly #reader: ColumnReader;
  readonly #rules: ElementRules;
  readonly #scratch = new Scratch();

  constructor(plan: SumPlan, column: ValueColumn) {
    const { temperature, negates, rules } = plan;
    const { name, positions } = column;
    const width = plan.widthOf(column);
    const slots = plan.grouping === undefined ? 1 : 0;
    this.#fresh = () => ({
      name,
      width,
      positions,
      tables: tablesOf(positions, temperature, width, slots),
    });
    this.#state = this.#fresh();
    this.print = plan.compared ? new Fingerprint() : undefined;
    this.#reader = new ColumnReader(column, width, negates, rules);
    this.#rules = rules;
  }

  /** Of all values so far. */
  get state(): ColumnState {
    return this.#state;
  }

  /** The states so far, at least `size` of them; those that follow begin anew. */
  taken(size: number): ColumnState {
    const state = this.#state;
    for (const table of state.tables) if (table.size < size) table.resize(size);
    this.#state = this.#fresh();
    return state;
  }

  /**
   * @param out  1 for rows that do not count
   * @param slots  of each row the slot of its group; undefined: there is one slot
   * @param size  how many slots there are
   */
  add(
    batch: RecordBatch,
    at: At,
    out: Uint8Array | undefined,
    slots: Uint32Array | undefined,
    size: number,
    counts: Counts,
  ): void {
    const readings = this.#reader.read(batch, at, out, counts);
    const filled = this.#reader.filled(readings);
    this.print?.add(filled);
    judgeNumbers(filled, readings.size, this.state.name, this.#rules, counts, at);
    this.state.tables.forEach((table, position) => {
      if (slots === undefined) table.add(0, this.#reader.present(readings, position));
      else {
        if (table.size < size) table.resize(size);
        const own = presentSlots(slots, readings, position);
        table.scatter(own, this.#valuesAt(filled, readings, position));
      }
    });
  }

  /** All values of a position, those that do not count as well. */
  #valuesAt(filled: Floats, { rows, size }: Readings, position: number): Floats {
    if (size === 1) return filled;
    const values = this.#scratch.floats(0, filled, rows);
    for (let row = 0, i = position; row < rows; row++, i += size) values[row] = filled[i]!;
    return values;
  }
}

function tablesOf(
  positions = 1,
  temperature: number,
  float: 32 | 64,
  slots: number,
): readonly StateTable[] {
  return Array.from({ length: positions }, () => {
    const table = new StateTable({ temperature, float });
    table.resize(slots);
    return table;
  });
}

/** The slots, but for rows whose result is null. */
function presentSlots(
  slots: Uint32Array,
  { rows, size, marks }: Readings,
  position: number,
): Uint32Array {
  if (marks === undefined) return slots;
  const present = slots.slice();
  for (let row = 0, i = position; row < rows; row++, i += size) {
    if (marks[i] === NULL) present[row] = NO_SLOT;
  }
  return present;
}
