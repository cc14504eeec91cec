import { LimitError } from '../../../errors.js';
import { OPERATOR } from './scan-errors.js';

/** What bounds the memory that a scan takes. */
export interface ScanLimits {
  readonly maxFieldBytes: number;
  readonly maxRecordBytes: number;
  readonly maxColumns: number;
}

/** @param line  where the field's quote opened, or its record began */
export function checkField({ maxFieldBytes }: ScanLimits, length: number, line: number): void {
  if (length > maxFieldBytes) throw tooLong('field', 'maxFieldBytes', maxFieldBytes, line);
}

export function checkRecord({ maxRecordBytes }: ScanLimits, length: number, line: number): void {
  if (length > maxRecordBytes) throw tooLong('record', 'maxRecordBytes', maxRecordBytes, line);
}

export function checkColumns({ maxColumns }: ScanLimits, count: number, line: number): void {
  if (count > maxColumns) throw tooManyColumns(maxColumns, line);
}

function tooLong(
  what: 'field' | 'record',
  option: keyof ScanLimits,
  limit: number,
  line: number,
): LimitError {
  return new LimitError({
    operator: OPERATOR,
    what: `a ${what} is longer than ${limit} bytes`,
    line,
    expected: `a closing quote or a line end before that, or a higher ${option}`,
  });
}

function tooManyColumns(limit: number, line: number): LimitError {
  return new LimitError({
    operator: OPERATOR,
    what: `the first record has more than ${limit} fields`,
    line,
    expected: 'fewer columns, or a higher maxColumns',
  });
}
