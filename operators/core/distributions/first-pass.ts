import type { RecordBatch, Schema } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import type { Chosen } from '../../../src/columns/selection/select.js';
import { Fingerprint } from '../../../src/distributions/fingerprint.js';
import type { Groups, SoftmaxState } from '../../../src/distributions/softmax-state.js';
import { KeyTable } from '../../../src/groups/key-table.js';
import { type BatchOperator, type Context, overBatches } from '../over-batches.js';
import type { Hooks } from '../policies.js';
import { warnOfProbabilities } from '../probabilities.js';
import { ColumnSum } from './column-sum.js';
import { GroupNumbers, withoutGroup } from './group-numbers.js';
import { chooseRowMask, maskedRows } from './masked-rows.js';
import type { SumPlan } from './sum-plan.js';
import { chooseValues, type ValueColumn } from './value-columns.js';

/** What the first pass has seen. */
export interface Seen {
  readonly state: SoftmaxState;
  readonly rows: number;
  /** One for each column, and one of the groups' numbers, if there are any; none where nothing is compared. */
  readonly prints: readonly Fingerprint[];
}

/** The first pass of one subscription. */
export class FirstPass {
  readonly #plan: SumPlan;
  readonly #groups: Groups | undefined;
  readonly #numbers: GroupNumbers | undefined;
  readonly #print: Fingerprint | undefined;
  #columns: readonly ColumnSum[] = [];
  #rows = 0;
  #assigned: Uint32Array | undefined;
  /** Adds every batch up and passes it on. */
  readonly look: BatchOperator;

  /** @param keeps  whether somebody keeps the `numbers` of every batch */
  constructor(plan: SumPlan, hooks: Hooks, keeps = false) {
    this.#plan = plan;
    this.#groups = groupsOf(plan);
    this.#numbers = this.#groups && new GroupNumbers(plan.operator, this.#groups, keeps);
    this.#print = plan.compared && this.#groups ? new Fingerprint() : undefined;
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
    const state = { temperature, negates, groups: this.#groups, columns };
    return { state, rows: this.#rows, prints: [...prints, ...(this.#print ? [this.#print] : [])] };
  }

  /** The numbers of the groups of the last batch's rows; undefined where there are no groups. */
  get numbers(): Uint32Array | undefined {
    return this.#assigned;
  }

  #begin(schema: Schema, context: Context): (batch: RecordBatch, at: At) => void {
    const { counts } = context;
    const { rules } = this.#plan;
    const { chosen, mask } = chooseSums(this.#plan, schema, context);
    this.#columns = chosen.map((column) => new ColumnSum(this.#plan, column));
    return (batch, at) => {
      const numbers = this.#numbers?.assigned(batch);
      this.#assigned = numbers;
      if (numbers !== undefined) this.#print?.add(numbers);
      const masked = maskedRows(mask, batch, rules, at, counts);
      const groups = this.#groups;
      const out = groups && numbers ? withoutGroup(numbers, groups.nulls, masked) : masked;
      const size = groups?.keys.size ?? 1;
      for (const column of this.#columns) column.add(batch, at, out, numbers, size, counts);
    };
  }
}

/** What a plan is over in one schema. */
export function chooseSums(
  plan: Pick<SumPlan, 'operator' | 'columns' | 'where'>,
  schema: Schema,
  { warn }: Context,
): { readonly chosen: readonly ValueColumn[]; readonly mask: Chosen | undefined } {
  const { operator } = plan;
  const chosen = chooseValues(schema, plan.columns, operator);
  const mask = chooseRowMask(schema, plan.where, operator);
  warnOfProbabilities(operator, chosen, warn);
  return { chosen, mask };
}

/** No group yet. */
export function groupsOf({ grouping, operator }: SumPlan): Groups | undefined {
  if (grouping === undefined) return undefined;
  const { by, nulls } = grouping;
  return { by, nulls, keys: new KeyTable({ operator, by, nulls }) };
}
