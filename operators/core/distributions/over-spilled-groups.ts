import type { RecordBatch, Schema } from 'apache-arrow';
import { defer, finalize } from 'rxjs';
import type { At } from '../../../src/columns/numbers.js';
import { planAssembly } from '../../../src/columns/selection/placement.js';
import type { MarkedValues } from '../../../src/distributions/spilled/block.js';
import type { KeyedRows } from '../../../src/distributions/spilled/partitions.js';
import { SpilledGroups } from '../../../src/distributions/spilled/spilled-groups.js';
import { DataError } from '../../../src/errors.js';
import type { SpillStore } from '../../../src/flow/spill-store.js';
import type { StateTable } from '../../../src/softmax/state/table/state-table.js';
import type { Grouping } from '../over.js';
import { type BatchOperator, type Context, overBatches, reportAtEnd } from '../over-batches.js';
import { type Counts, type Hooks, noCounts } from '../policies.js';
import { finishColumn } from './finished-column.js';
import { chooseSums } from './first-pass.js';
import { chooseRowMask, maskedRows } from './masked-rows.js';
import { inTwoPasses, type ReplayOptions } from './replay.js';
import { ResultColumn, type ResultPlan } from './result-column.js';
import { SpilledColumn, takenColumn } from './spilled-columns.js';
import type { SumPlan } from './sum-plan.js';
import { chooseValues } from './value-columns.js';

/** What is to be done with groups that need not fit in memory. */
export type SpilledPlan = SumPlan & ResultPlan & { readonly grouping: Grouping };

/** Where they go, and how many bytes of them there may be in memory. */
export interface Spilling {
  readonly store: SpillStore;
  readonly memory: number;
}

/** Two passes; between them the values go by key to parts of the store, and their results come back from there. */
export function overSpilledGroups(
  plan: SpilledPlan,
  spilling: Spilling,
  options: ReplayOptions & Hooks,
): BatchOperator {
  const { operator } = plan;
  const { warn, firstRow } = options;
  return (source) =>
    defer(() => {
      const passes = new SpilledPasses(plan, spilling);
      const met = { first: noCounts(), second: noCounts() };
      const first = overBatches(
        operator,
        { warn, firstRow, report: (counts) => Object.assign(met.first, counts) },
        (schema, context) => passes.first(schema, context),
      );
      const second = () => {
        passes.between(met.second);
        return overBatches(operator, { warn, firstRow }, (schema) => passes.second(schema));
      };
      return source.pipe(
        inTwoPasses({ operator, first, second }, options),
        finalize(() => passes.end()),
        reportAtEnd(options, () => ({ ...met.first, degenerate: met.second.degenerate })),
      );
    });
}

class SpilledPasses {
  readonly #plan: SpilledPlan;
  readonly #spilling: Spilling;
  #columns: readonly SpilledColumn[] = [];
  /** undefined before the first batch. */
  #groups: SpilledGroups | undefined;

  constructor(plan: SpilledPlan, spilling: Spilling) {
    this.#plan = plan;
    this.#spilling = spilling;
  }

  first(schema: Schema, context: Context): (batch: RecordBatch, at: At) => RecordBatch {
    const plan = this.#plan;
    const { counts } = context;
    const { chosen, mask } = chooseSums(plan, schema, context);
    this.#columns = chosen.map((column) => new SpilledColumn(plan, column));
    const groups = this.#begin();
    return (batch, at) => {
      const keyed = groups.keyed(batch);
      const out = withoutKey(keyed, maskedRows(mask, batch, plan.rules, at, counts));
      const values = this.#columns.flatMap((column) => column.read(batch, at, out, counts));
      groups.add(keyed, values);
      return batch;
    };
  }

  #begin(): SpilledGroups {
    const { operator, grouping, temperature } = this.#plan;
    const widths = this.#columns.flatMap(({ positions, width }) =>
      new Array<32 | 64>(positions).fill(width),
    );
    this.#groups = new SpilledGroups({
      ...{ operator, by: grouping.by, nulls: grouping.nulls },
      ...{ temperature, widths, ...this.#spilling },
    });
    return this.#groups;
  }

  /** Makes the results. */
  between(counts: Counts): void {
    const { operator, fn, rules } = this.#plan;
    const owners = this.#columns.flatMap((column) =>
      new Array<SpilledColumn>(column.positions).fill(column),
    );
    this.#groups?.finish((index: number, table: StateTable) => {
      const { name, width } = owners[index]!;
      const column = { name, width, positions: undefined, tables: [table] };
      const finished = finishColumn({ operator, fn, rules, counts }, column, table.size);
      return (slots, src, dst, nulls) => {
        const none = finished.apply(src, dst, slots);
        if (none !== undefined) nulls.set(none);
      };
    });
  }

  second(schema: Schema): (batch: RecordBatch, at: At) => RecordBatch {
    const plan = this.#plan;
    const { operator } = plan;
    const chosen = chooseValues(schema, plan.columns, operator);
    const mask = chooseRowMask(schema, plan.where, operator);
    const columns = chosen.map((column) => new ResultColumn(plan, column));
    const results = columns.map((column) => column.result(mask !== undefined));
    const assembly = planAssembly(operator, schema, chosen, results, plan.placement);
    const counts = noCounts(); // the first pass has counted
    return (batch, at) => {
      const keyed = this.#groups!.keyed(batch); // without a batch there is no second pass
      const out = withoutKey(keyed, maskedRows(mask, batch, plan.rules, at, counts));
      const taken = this.#columns.map((column) => column.room(batch.numRows));
      this.#take(keyed, taken.flat(), at);
      const data = columns.map((column, i) =>
        column.run(batch, at, { out, slots: undefined, finished: takenColumn(taken[i]!), counts }),
      );
      return assembly.assemble(batch, data);
    };
  }

  #take(keyed: KeyedRows, into: readonly MarkedValues[], { batch, row }: At): void {
    try {
      this.#groups!.next(keyed, into);
    } catch (error) {
      // The store knows the place within the batch alone.
      if (!(error instanceof DataError)) throw error;
      throw error.at({ batch, row: row + (error.report.row ?? 0) });
    }
  }

  end(): void {
    this.#groups?.delete();
  }
}

/** Rows without a key are out, beside those that are so already. */
function withoutKey(
  { rows, validity }: KeyedRows,
  out: Uint8Array | undefined,
): Uint8Array | undefined {
  if (validity === undefined) return out;
  const all = out ?? new Uint8Array(rows);
  validity.eachNull((row) => {
    all[row] = 1;
  });
  return all;
}
