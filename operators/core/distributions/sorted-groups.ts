import type { RecordBatch, Schema } from 'apache-arrow';
import { concat, concatMap, defer } from 'rxjs';
import type { At } from '../../../src/columns/numbers.js';
import { type Assembly, planAssembly } from '../../../src/columns/selection/placement.js';
import type { ColumnState } from '../../../src/distributions/softmax-state.js';
import { DataError } from '../../../src/errors.js';
import { KeyTable } from '../../../src/groups/key-table.js';
import type { ExactState } from '../../../src/softmax/state/exact-state.js';
import { NO_SLOT } from '../../../src/softmax/state/table/rows.js';
import type { Grouping } from '../over.js';
import { type BatchOperator, type Context, overBatches, reportAtEnd } from '../over-batches.js';
import { type Counts, type Hooks, noCounts } from '../policies.js';
import { ColumnSum } from './column-sum.js';
import { finishColumn } from './finished-column.js';
import { chooseSums } from './first-pass.js';
import { keyOf, withoutGroup } from './group-numbers.js';
import { maskedRows } from './masked-rows.js';
import { ResultColumn, type ResultPlan } from './result-column.js';
import type { SumPlan } from './sum-plan.js';

/** What is to be done with groups whose rows follow one another. */
export type SortedPlan = SumPlan & ResultPlan & { readonly grouping: Grouping };

/** One pass: a batch goes out when its last group is known to have ended. */
export function overSortedGroups(plan: SortedPlan, hooks: Hooks): BatchOperator {
  return (source) =>
    defer(() => {
      const groups = new SortedGroups(plan);
      const { warn, firstRow } = hooks;
      const look = overBatches(plan.operator, { warn, firstRow }, (schema, context) =>
        groups.begin(schema, context),
      );
      return concat(
        source.pipe(
          look,
          concatMap(() => groups.closed()),
        ),
        defer(() => groups.rest()),
      ).pipe(reportAtEnd(hooks, () => ({ ...groups.counts })));
    });
}

/** A batch that waits for the end of its last group. */
interface Waiting {
  readonly batch: RecordBatch;
  readonly at: At;
  readonly out: Uint8Array | undefined;
  /** Of each row the slot of its group in the batch's own tables. */
  readonly slots: Uint32Array;
  /** How many there are. */
  readonly groups: number;
  /** Of each column, of the batch's own rows, and in the first slot of what the batches before brought as well. */
  readonly states: readonly ColumnState[];
}

class SortedGroups {
  counts: Counts = noCounts();
  readonly #plan: SortedPlan;
  readonly #keys: KeyTable;
  #sums: readonly ColumnSum[] = [];
  #results: readonly ResultColumn[] = [];
  #assembly: Assembly | undefined;
  #waiting: Waiting[] = [];
  /** Batches that have all they need. */
  #complete: RecordBatch[] = [];
  /** The number of the group that is open, −1 before the first; and its state so far, by column and position. */
  #open = -1;
  #carried: readonly (readonly ExactState[])[] = [];

  constructor(plan: SortedPlan) {
    const { operator, grouping } = plan;
    this.#plan = plan;
    this.#keys = new KeyTable({ operator, by: grouping.by, nulls: grouping.nulls });
  }

  begin(schema: Schema, context: Context): (batch: RecordBatch, at: At) => RecordBatch {
    const plan = this.#plan;
    const { counts } = context;
    this.counts = counts;
    const { chosen, mask } = chooseSums(plan, schema, context);
    this.#sums = chosen.map((column) => new ColumnSum(plan, column));
    this.#results = chosen.map((column) => new ResultColumn(plan, column));
    const results = this.#results.map((column) => column.result(mask !== undefined));
    this.#assembly = planAssembly(plan.operator, schema, chosen, results, plan.placement);
    return (batch, at) => {
      const slots = new Uint32Array(batch.numRows);
      this.#keys.assign(batch, slots);
      const masked = maskedRows(mask, batch, plan.rules, at, counts);
      const out = withoutGroup(slots, plan.grouping.nulls, masked);
      this.#take(batch, at, out, slots);
      return batch;
    };
  }

  /** The batches that have come to their end since the last call. */
  closed(): readonly RecordBatch[] {
    return this.#complete.splice(0);
  }

  rest(): readonly RecordBatch[] {
    this.#close(true);
    return this.closed();
  }

  #take(batch: RecordBatch, at: At, out: Uint8Array | undefined, slots: Uint32Array): void {
    const before = this.#open;
    const first = this.#follow(batch, at, slots);
    const groups = first === undefined ? 0 : this.#open - first + 1;
    const states = this.#sums.map((sum) => {
      sum.add(batch, at, out, slots, groups, this.counts);
      return sum.taken(groups);
    });
    if (groups > 0) {
      if (first === before) this.#carryInto(states);
      // The states of the open group are complete in this batch's first slot, or were in the last one.
      if (first === before && groups > 1) this.#carried = statesAt(states, 0);
      if (this.#open !== before) this.#close(first !== before);
      this.#carried = statesAt(states, groups - 1);
    }
    this.#waiting.push({ batch, at, out, slots, groups, states });
  }

  /**
   * Makes slots of the numbers: 0 for the batch's first group. Returns its number, undefined where no row has a group.
   *
   * @throws DataError for a key that comes back
   */
  #follow(batch: RecordBatch, at: At, slots: Uint32Array): number | undefined {
    let open = this.#open;
    let row = 0;
    while (row < slots.length && slots[row] === NO_SLOT) row++;
    if (row === slots.length) return undefined;
    const first = slots[row]!;
    for (; row < slots.length; row++) {
      const number = slots[row]!;
      if (number === NO_SLOT) continue;
      if (number < open) throw this.#comesBack(batch, row, at);
      open = number;
      slots[row] = number - first;
    }
    this.#open = open;
    return first;
  }

  /** The first group of a batch is the one that was open: it has had values before. */
  #carryInto(states: readonly ColumnState[]): void {
    states.forEach(({ tables }, column) => {
      tables.forEach((table, position) => {
        table.merge(0, this.#carried[column]![position]!);
      });
    });
  }

  /**
   * The open group has ended: everything that waits for it can go.
   *
   * @param within  whether it has ended with what waits, and does not go on in the batch that has come
   */
  #close(within: boolean): void {
    const last = within ? this.#waiting.findLastIndex(({ groups }) => groups > 0) : -1;
    this.#waiting.forEach((waiting, index) => {
      const { groups, states } = waiting;
      if (groups > 0) {
        states.forEach(({ tables }, column) => {
          tables.forEach((table, position) => {
            table.set(groups - 1, this.#carried[column]![position]!);
          });
        });
      }
      this.#complete.push(this.#finish(waiting, index === last ? groups : groups - 1));
    });
    this.#waiting = [];
  }

  /** @param ended  how many of the batch's groups end in it, and are to be counted there */
  #finish({ batch, at, out, slots, groups, states }: Waiting, ended: number): RecordBatch {
    const { operator, fn, rules } = this.#plan;
    const finishing = { operator, fn, rules, counts: this.counts, counted: ended };
    // The nulls have been counted.
    const counts = noCounts();
    const data = this.#results.map((column, i) => {
      const finished = finishColumn(finishing, states[i]!, groups);
      return column.run(batch, at, { out, slots, finished, counts });
    });
    return this.#assembly!.assemble(batch, data); // made by `begin`
  }

  #comesBack(batch: RecordBatch, row: number, at: At): DataError {
    const { by } = this.#plan.grouping;
    const { operator } = this.#plan;
    const what = 'a key comes back, though its rows should follow one another';
    const got = keyOf(batch, by, row, operator);
    const place = { column: by.join(', '), batch: at.batch, row: at.row + row };
    const expected = 'rows sorted by key, or grouping without sorted';
    return new DataError({ operator, what, got, ...place, expected });
  }
}

function statesAt(columns: readonly ColumnState[], slot: number): readonly ExactState[][] {
  return columns.map(({ tables }) => tables.map((table) => table.get(slot)));
}
