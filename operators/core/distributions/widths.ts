import { describe } from '../../../src/errors.js';
import type { ValueColumn } from './value-columns.js';

/** @throws RangeError where it is no width that values are read as */
export function checkWidth(operator: string, width: unknown): void {
  if (width === undefined || width === 32 || width === 64) return;
  const report = { operator, what: 'width is no width of values', got: width };
  throw new RangeError(describe({ ...report, expected: '32 or 64' }));
}

/** What the values of a column are read as: what is asked for, else what they are. */
export function widthChoice(asked: 32 | 64 | undefined): (column: ValueColumn) => 32 | 64 {
  return ({ float }) => asked ?? (float === 64 ? 64 : 32);
}
