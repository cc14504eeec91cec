import type { Data, DataType } from 'apache-arrow';
import { Int32, Utf8 } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { Validity } from '../../../src/columns/validity.js';
import { int32Data, utf8Data } from '../../../src/columns/write.js';
import { DataError, describe, type Report, SelectionError } from '../../../src/errors.js';
import type { Block } from './block.js';
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

/** `checkEnoughLabels` for list cells of different lengths. @throws DataError for a cell with more classes */
export function checkLabelsOfCells(
  labels: readonly string[] | undefined,
  { classes }: RowSource,
  block: Block,
  { operator, batch, row }: At,
): void {
  if (labels === undefined || classes !== undefined) return;
  for (let r = 0; r < block.length; r++) {
    if (block.classes(r) <= labels.length || block.isMissing(r)) continue;
    throw new DataError({
      ...tooFew(operator, labels.length, block.classes(r)),
      column: block.nameOf(0),
      batch,
      row: row + r,
    });
  }
}

/** @throws SelectionError where the schema alone shows that there are fewer labels than classes */
export function checkEnoughLabels(
  operator: string,
  labels: readonly string[] | undefined,
  { classes }: RowSource,
): void {
  if (labels === undefined || classes === undefined || labels.length >= classes) return;
  throw new SelectionError(tooFew(operator, labels.length, classes));
}

function tooFew(operator: string, got: number, classes: number): Report {
  const expected = `${classes} labels, one for each class`;
  return { operator, what: 'fewer labels than classes', got, expected };
}

export function classType(labels: readonly string[] | undefined): DataType {
  return labels === undefined ? new Int32() : new Utf8();
}

/** Classes as a column, by index or by label; −1 is null. */
export function classData(indices: Int32Array, labels: readonly string[] | undefined): Data {
  if (labels !== undefined) {
    return utf8Data(Array.from(indices, (index) => (index === -1 ? null : labels[index]!)));
  }
  const valid = Validity.of(indices.length, (i) => indices[i] !== -1);
  return int32Data(indices, valid);
}
