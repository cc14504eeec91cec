import type { RecordBatch, Schema } from 'apache-arrow';
import type { At } from '../../src/columns/numbers.js';
import type { Columns } from '../../src/columns/select.js';
import { Fingerprint } from '../../src/distributions/fingerprint.js';
import type { ColumnState, SoftmaxState } from '../../src/distributions/softmax-state.js';
import { DataError } from '../../src/errors.js';
import { add } from '../../src/softmax/state/add.js';
import { type ExactState, empty } from '../../src/softmax/state/exact-state.js';
import { StateTable } from '../../src/softmax/state/table/state-table.js';
import { chooseRowMask, maskedRows } from './masked-rows.js';
import { type BatchOperator, type Context, overBatches } from './over-batches.js';
import type { Counts, ElementRules, Hooks } from './policies.js';
import { warnOfProbabilities } from './probabilities.js';
import {
  COUNTS,
  ColumnReader,
  chooseValues,
  type Readings,
  type ValueColumn,
} from './value-columns.js';

/** What the first pass over a stream is told; everything is checked. */
export interface FirstPassPlan {
  readonly operator: string;
  readonly columns: Columns;
  readonly temperature: number;
  /** Whether the states are of the negated values. */
  readonly negates: boolean;
  readonly where: string | undefined;
  readonly rules: ElementRules;
  /** What the values of a column are read as. */
  widthOf(column: ValueColumn): 32 | 64;
  /** Whether a second pass will be compared with this one. */
  readonly compared: boolean;
}

/** What the first pass has seen. */
export interface Seen {
  readonly state: SoftmaxState;
  readonly rows: number;
  /** One for each column; none where nothing is compared. */
  readonly prints: readonly Fingerprint[];
}

/** The first pass of one subscription. */
export class FirstPass {
  readonly #plan: FirstPassPlan;
  #columns: readonly Distribution[] = [];
  #rows = 0;
  /** Adds every batch up and passes it on. */
  readonly look: BatchOperator;

  constructor(plan: FirstPassPlan, hooks: Hooks) {
    this.#plan = plan;
    this.look = overBatches(plan.operator, hooks, (schema, context) => {
      const add = this.#begin(schema, context);
      return (batch, at) => {
        add(batch, at);
        this.#rows += batch.numRows;
        return batch;
      };
    });
  }

  /** Of all batches so far. */
  get seen(): Seen {
    const { temperature, negates } = this.#plan;
    const columns = this.#columns.map((column) => column.state);
    const prints = this.#columns.flatMap(({ print }) => print ?? []);
    return { state: { temperature, negates, columns }, rows: this.#rows, prints };
  }

  #begin(schema: Schema, { counts, warn }: Context): (batch: RecordBatch, at: At) => void {
    const plan = this.#plan;
    const { operator, rules } = plan;
    const chosen = chooseValues(schema, plan.columns, operator);
    const mask = chooseRowMask(schema, plan.where, operator);
    warnOfProbabilities(operator, chosen, warn);
    this.#columns = chosen.map((column) => new Distribution(plan, column));
    return (batch, at) => {
      const out = maskedRows(mask, batch, rules, at, counts);
      for (const column of this.#columns) column.add(batch, at, out, counts);
    };
  }
}

/** One column, as it is added up. */
class Distribution {
  readonly #shape: Omit<ColumnState, 'tables'>;
  readonly #states: readonly ExactState[];
  readonly print: Fingerprint | undefined;
  readonly #reader: ColumnReader;
  readonly #rules: ElementRules;

  constructor(pass: FirstPassPlan, column: ValueColumn) {
    const { temperature, negates, rules } = pass;
    const { name, positions } = column;
    const width = pass.widthOf(column);
    this.#states = Array.from({ length: positions ?? 1 }, () =>
      empty({ temperature, float: width }),
    );
    this.#shape = { name, width, positions };
    this.print = pass.compared ? new Fingerprint() : undefined;
    this.#reader = new ColumnReader(column, width, negates, rules);
    this.#rules = rules;
  }

  /** Of the values so far. */
  get state(): ColumnState {
    return { ...this.#shape, tables: this.#states.map(tableOf) };
  }

  add(batch: RecordBatch, at: At, out: Uint8Array | undefined, counts: Counts): void {
    const readings = this.#reader.read(batch, at, out, counts);
    this.print?.add(this.#reader.filled(readings));
    this.#states.forEach((state, position) => {
      const { nans, infinities } = state;
      add(state, this.#reader.present(readings, position));
      counts.nans += state.nans - nans;
      counts.infinities += state.infinities - infinities;
      if (state.nans > nans && this.#rules.nan === 'error') {
        throw this.#nanIn(readings, position, at);
      }
    });
  }

  #nanIn({ rows, size, values, marks }: Readings, position: number, at: At): DataError {
    const { operator, batch, row } = at;
    let first = 0;
    for (; first < rows - 1; first++) {
      const i = first * size + position;
      if (Number.isNaN(values[i]) && (marks === undefined || marks[i] === COUNTS)) break;
    }
    const place = { column: this.#shape.name, batch, row: row + first };
    return new DataError({ operator, what: 'a NaN', ...place, expected: 'a number' });
  }
}

function tableOf(state: ExactState): StateTable {
  const table = new StateTable({ temperature: state.scaling.temperature, float: state.float });
  table.resize(1);
  table.set(0, state);
  return table;
}
