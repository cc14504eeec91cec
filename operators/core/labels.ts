import type { Data, DataType } from 'apache-arrow';
import { Int32, Utf8 } from 'apache-arrow';
import type { At } from '../../src/columns/numbers.js';
import { Validity } from '../../src/columns/validity.js';
import { int32Data, utf8Data } from '../../src/columns/write.js';
import { DataError, describe, SelectionError } from '../../src/errors.js';
import type { RowSource } from './row-source.js';

/** @throws TypeError where labels are no array of strings */
export function checkLabels(operator: string, labels: unknown): void {
  if (labels === undefined) return;
  const expected = 'an array of strings, one for each class';
  if (!Array.isArray(labels)) {
    throw new TypeError(describe({ operator, what: 'labels are no array', got: labels, expected }));
  }
  const stranger = labels.findIndex((label) => typeof label !== 'string');
  if (stranger < 0) return;
  const what = `labels[${stranger}] is no string`;
  throw new TypeError(describe({ operator, what, got: labels[stranger], expected }));
}

/** @throws SelectionError where the schema alone shows that there are fewer labels than classes */
export function checkEnoughLabels(
  operator: string,
  labels: readonly string[] | undefined,
  { classes }: RowSource,
): void {
  if (labels === undefined || classes === undefined || labels.length >= classes) return;
  throw new SelectionError({
    operator,
    what: 'fewer labels than classes',
    got: labels.length,
    expected: `${classes} labels, one for each class`,
  });
}

export function classType(labels: readonly string[] | undefined): DataType {
  return labels === undefined ? new Int32() : new Utf8();
}

/**
 * Classes as a column, by index or by label.
 *
 * @param indices  a class each; −1 is null
 * @param rowOf  the row of the batch that an element belongs to
 * @throws DataError where a class of a list cell has no label
 */
export function classData(
  indices: Int32Array,
  labels: readonly string[] | undefined,
  column: string,
  at: At,
  rowOf: (element: number) => number,
): Data {
  if (labels === undefined) {
    return int32Data(
      indices,
      Validity.of(indices.length, (i) => indices[i] !== -1),
    );
  }
  const names = new Array<string | null>(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index >= labels.length) throw unlabelled(labels, index, column, at, rowOf(i));
    names[i] = index === -1 ? null : labels[index]!;
  }
  return utf8Data(names);
}

function unlabelled(
  labels: readonly string[],
  index: number,
  column: string,
  { operator, batch, row }: At,
  rowInBatch: number,
): DataError {
  return new DataError({
    operator,
    what: `class ${index} has no label`,
    got: `${labels.length} labels`,
    column,
    batch,
    row: row + rowInBatch,
    expected: `at least ${index + 1} labels, one for each class`,
  });
}
