import { describe, expect, it } from 'vitest';
import { batchLimits } from '../../../src/formats/csv/batch-limits.js';
import { FILL_BYTES } from '../../../src/formats/csv/builders/record-filler.js';
import { type CsvReadOptions, createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { planReading } from '../../../src/formats/csv/options.js';

const SIZES = [1000, 1 << 16, Number.POSITIVE_INFINITY];

/** How many rows there are; or the message of what fails, and after how many rows. */
function read(text: string, options: CsvReadOptions, size: number): number | string {
  const bytes = Buffer.from(text);
  const decoder = createCsvDecoder(options);
  let rows = 0;
  try {
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, Math.min(bytes.length, at + size));
      for (const { numRows } of decoder.push(chunk)) rows += numRows;
    }
    for (const { numRows } of decoder.end()) rows += numRows;
  } catch (error) {
    return `${String(error)}`;
  }
  return rows;
}

const ROWS = '1,22,3\n'.repeat(2000);

describe.each([
  ['few bytes, which the scanner reads', 3000],
  ['as many bytes as the text engine reads at once', FILL_BYTES],
])('limits of %s', (_, limit) => {
  const fields = { 'a plain field': 'x'.repeat(limit), quotes: `"${'x'.repeat(limit - 2)}"` };
  const maxRecordBytes = 2 * limit;

  it.each(Object.entries(fields))('maxFieldBytes takes %s of as many bytes', (_, field) => {
    const text = (long: string) => `a,b,c\n${ROWS}1,${long},\n${ROWS}`;
    for (const size of SIZES) {
      const limits = { maxFieldBytes: limit, maxRecordBytes };
      expect(read(text(field), limits, size)).toBe(4001);
      expect(read(text(field.replace('x', 'xx')), limits, size)).toBe(
        `LimitError: decodeCsv: a field is longer than ${limit} bytes (line 2002); expected a closing quote or a line end before that, or a higher maxFieldBytes`,
      );
    }
  });

  it.each(['\n', '\r\n', ''])('maxRecordBytes takes a record of as many bytes before %j', (end) => {
    const text = (more: string) => {
      const record = `1,${'x'.repeat(limit / 2)},${'y'.repeat(limit / 2 - 3)}${more}`;
      return `a,b,c\n${ROWS}${record}${end}`.replaceAll('\n', end || '\n').replaceAll('\r\r', '\r');
    };
    for (const size of SIZES) {
      expect(read(text(''), { maxRecordBytes: limit }, size)).toBe(2001);
      expect(read(text('y'), { maxRecordBytes: limit }, size)).toBe(
        `LimitError: decodeCsv: a record is longer than ${limit} bytes (line 2002); expected a closing quote or a line end before that, or a higher maxRecordBytes`,
      );
    }
  });
});

describe('maxColumns', () => {
  it.each([true, false])('takes as many columns, where header is %s', (header) => {
    const text = 'a,b,c\n1,2,3\n';
    for (const size of [1, 100]) {
      expect(read(text, { maxColumns: 3, header }, size)).toBe(header ? 1 : 2);
      expect(read(text, { maxColumns: 2, header }, size)).toBe(
        'LimitError: decodeCsv: the first record has more than 2 fields (line 1); expected fewer columns, or a higher maxColumns',
      );
    }
  });
});

describe('a batch of few rows', () => {
  it.each([
    [1, 2 ** 21],
    [2 ** 13, 2 ** 21],
    [2 ** 13 + 1, 2 ** 21 + 256],
    [2 ** 17, 2 ** 25],
    [2 ** 17 + 1, 2 ** 25],
    [1e6, 2 ** 25],
  ])('of %i columns may have %i bytes', (columns, bytes) => {
    const limits = { rows: 1000, bytes: 2 ** 21, fewRows: 32, bytesOfFew: bytes };
    expect(batchLimits(1000, columns)).toEqual(limits);
  });
});

describe('limits that nobody gives', () => {
  it('are 256 MiB for a field and a record, and a million columns', () => {
    const { maxFieldBytes, maxRecordBytes, maxColumns } = planReading('decodeCsv', {});
    expect([maxFieldBytes, maxRecordBytes, maxColumns]).toEqual([2 ** 28, 2 ** 28, 1e6]);
  });
});
