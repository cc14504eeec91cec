import { Int32, type RecordBatch, type Schema } from 'apache-arrow';
import { defer } from 'rxjs';
import {
  columnAt,
  newField,
  recordBatch,
  sliceBatch,
  withFields,
} from '../../../src/columns/batches.js';
import { concatBatches } from '../../../src/columns/concat/concat.js';
import { type At, type Floats, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import { provenance } from '../../../src/columns/provenance.js';
import { checkPlacement } from '../../../src/columns/selection/placement.js';
import {
  type Chosen,
  type Columns,
  checkColumns,
  chooseColumns,
} from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import { int32Data } from '../../../src/columns/write.js';
import { Fingerprint } from '../../../src/distributions/fingerprint.js';
import { checkOptions, DataError, SelectionError } from '../../../src/errors.js';
import { KeyTable } from '../../../src/groups/key-table.js';
import { checkCount } from '../arguments.js';
import { axisOf, type Grouping } from '../over.js';
import { type BatchOperator, overBatches, reportAtEnd } from '../over-batches.js';
import {
  type Counts,
  ELEMENT_POLICY_KEYS,
  type ElementPolicies,
  type ElementRules,
  elementRules,
  noCounts,
} from '../policies.js';
import { BestRows } from './best-rows.js';
import { Comparison } from './comparison.js';
import { checkReplay, endingWith, inTwoPasses, PASS_KEYS, type ReplayOptions } from './replay.js';

/** What `topK` takes where the rows of a group are ranked. */
export interface TopRowsOptions extends ElementPolicies, Omit<ReplayOptions, 'groupMemory'> {
  /** One scalar column: what the rows are ranked by. */
  columns: Columns;
  /** How many rows of each group; an integer of at least 1. A group of n rows has min(k, n). */
  k: number;
  /** The key columns, by name. */
  by: string | readonly string[];
  /** The name of a column for the place of each row in its group, from 1; without it there is none. */
  as?: string | undefined;
}

const KEYS = ['columns', 'k', 'by', 'as', ...PASS_KEYS, ...ELEMENT_POLICY_KEYS];

interface TopPlan extends Pick<TopRowsOptions, 'columns' | 'k' | 'as'> {
  readonly operator: string;
  readonly grouping: Grouping;
  readonly rules: ElementRules;
}

/** The k rows of each group with the largest values, in two passes: the second lets them through, in their order. */
export function topRows(operator: string, options: TopRowsOptions): BatchOperator {
  checkOptions(operator, options, KEYS);
  const { columns, k, by, as } = options;
  checkColumns(operator, columns);
  checkCount(operator, 'k', k);
  if (as !== undefined) checkPlacement(operator, columns, { as }, 'one');
  checkReplay(operator, options);
  const grouping = axisOf(operator, { by }, ['group']) as Grouping; // the only axis that is left
  const plan = { operator, columns, k, as, grouping, rules: elementRules(operator, options) };
  const { warn, firstRow } = options;
  const compared = options.replay === 'resubscribe';
  return (source) =>
    defer(() => {
      const met = noCounts();
      const best = new BestRows(k);
      const prints = compared ? [new Fingerprint(), new Fingerprint()] : [];
      const report = (counts: Counts) => Object.assign(met, counts);
      const first = overBatches(operator, { warn, firstRow, report }, (schema, { counts }) => {
        const look = looker(plan, schema);
        return (batch, at) => {
          const looked = look(batch, at);
          prints[0]?.add(looked.values);
          prints[1]?.add(looked.groups);
          rank(plan, looked, best, counts, at);
          return batch;
        };
      });
      const second = () => {
        const comparison = compared
          ? new Comparison(operator, { rows: met.rows, prints })
          : undefined;
        const select = overBatches(operator, { warn, firstRow }, (schema) => {
          const look = compared ? looker(plan, schema) : undefined;
          const chosen = selection(plan, schema, best);
          return (batch, at) => {
            const looked = look?.(batch, at);
            comparison?.rows(at, batch.numRows);
            if (looked !== undefined) comparison?.values(0, looked.values);
            if (looked !== undefined) comparison?.values(1, looked.groups);
            return chosen(batch);
          };
        });
        return endingWith(select, () => comparison?.end());
      };
      return source.pipe(
        inTwoPasses({ operator, first, second }, options),
        reportAtEnd(options, () => met),
      );
    });
}

/** What is ranked in one batch. */
interface Looked {
  readonly column: string;
  readonly values: Floats;
  readonly validity: Validity | undefined;
  /** The numbers of the rows' groups. */
  readonly groups: Uint32Array;
  /** How many there are so far. */
  readonly size: number;
}

function looker(plan: TopPlan, schema: Schema): (batch: RecordBatch, at: At) => Looked {
  const column = chooseOne(plan, schema);
  const keys = new KeyTable({ operator: plan.operator, by: plan.grouping.by });
  return (batch, at) => {
    const { values, validity } = readNumbers(batch, column, 64, at);
    const groups = new Uint32Array(batch.numRows);
    keys.assign(batch, groups);
    return { column: column.name, values, validity, groups, size: keys.size };
  };
}

/** The first pass: no batch is changed. */
function rank(plan: TopPlan, looked: Looked, best: BestRows, counts: Counts, at: At): void {
  const { values, validity, groups, size } = looked;
  best.grow(size);
  for (let row = 0; row < groups.length; row++) {
    const value = values[row]!;
    if (validity?.isValid(row) === false) {
      counts.nulls += 1;
      if (plan.rules.nulls === 'error') throw refuse(plan, looked, 'a null', row, at);
    } else if (Number.isNaN(value)) {
      counts.nans += 1;
      if (plan.rules.nan === 'error') throw refuse(plan, looked, 'a NaN', row, at);
    } else {
      if (value === Number.POSITIVE_INFINITY) counts.infinities += 1;
      best.add(groups[row]!, value, counts.rows + row);
    }
  }
}

function refuse({ operator }: TopPlan, looked: Looked, what: string, row: number, at: At) {
  const place = { column: looked.column, batch: at.batch, row: at.row + row };
  return new DataError({ operator, what, ...place, expected: 'a number' });
}

/** The second pass: of each batch the rows that are among the best of their groups. */
function selection(plan: TopPlan, schema: Schema, best: BestRows) {
  const { operator, as, k } = plan;
  const { rows, ranks } = best.inOrder();
  const metadata = provenance({ function: operator, axis: 'group', by: plan.grouping.by, k });
  const output =
    as === undefined
      ? schema
      : withFields(schema, [...schema.fields, newField(as, new Int32(), false, metadata)]);
  let next = 0;
  let begin = 0;
  return (batch: RecordBatch): RecordBatch => {
    const first = next;
    const slices: RecordBatch[] = [];
    for (; next < rows.length && rows[next]! < begin + batch.numRows; ) {
      const from = rows[next]! - begin;
      let to = from + 1;
      for (next++; next < rows.length && rows[next] === begin + to && to < batch.numRows; next++)
        to++;
      slices.push(sliceBatch(batch, from, to));
    }
    begin += batch.numRows;
    const chosen = slices.length === 0 ? sliceBatch(batch, 0, 0) : concatBatches(operator, slices);
    if (as === undefined) return chosen;
    const columns = schema.fields.map((_, index) => columnAt(chosen, index));
    const places = int32Data(ranks.slice(first, next));
    return recordBatch(output, [...columns, places], chosen.numRows, batch.metadata);
  };
}

function chooseOne({ operator, columns }: TopPlan, schema: Schema): Chosen {
  const chosen = chooseColumns(schema, columns, operator);
  const [column] = chosen as readonly [Chosen]; // never none
  const { list } = sourceWidth(column.field, operator);
  if (chosen.length === 1 && !list) return column;
  throw new SelectionError({
    operator,
    what: list ? 'cells of lists are no values of rows' : 'several columns to rank the rows by',
    got: chosen.length,
    column: column.name,
    expected: 'one scalar column',
  });
}
