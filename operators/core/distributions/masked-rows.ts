import type { RecordBatch, Schema } from 'apache-arrow';
import { readBooleans } from '../../../src/columns/booleans.js';
import type { At } from '../../../src/columns/numbers.js';
import type { Chosen } from '../../../src/columns/selection/select.js';
import { DataError, SchemaError } from '../../../src/errors.js';
import type { Counts, ElementRules } from '../policies.js';
import { chooseWhere } from '../rows/where.js';

/** @throws SelectionError where there is no such column, SchemaError where it holds no booleans, or lists of them */
export function chooseRowMask(
  schema: Schema,
  where: string | undefined,
  operator: string,
): Chosen | undefined {
  const source = chooseWhere(schema, where, operator);
  if (source === undefined || !source.list) return source?.column;
  throw new SchemaError({
    operator,
    what: 'a mask of lists takes out classes of a row, and here the row is none',
    column: source.column.name,
    expected: 'booleans, which take out rows; or over: "row"',
  });
}

/**
 * 1 for rows that the mask takes out. What is null in the mask takes its row out too, and counts as a null.
 *
 * @throws DataError for a null in the mask where the policy says so
 */
export function maskedRows(
  mask: Chosen | undefined,
  batch: RecordBatch,
  { nulls }: ElementRules,
  at: At,
  counts: Counts,
): Uint8Array | undefined {
  if (mask === undefined) return undefined;
  const { values, validity } = readBooleans(batch, mask, at);
  const out = values.map((shown) => 1 - shown);
  validity?.eachNull((index) => {
    counts.nulls += 1;
    out[index] = 1;
    if (nulls !== 'error') return;
    const { operator, batch, row } = at;
    const place = { column: mask.name, batch, row: row + index };
    throw new DataError({ operator, what: 'a null', ...place, expected: 'true or false' });
  });
  return out;
}
