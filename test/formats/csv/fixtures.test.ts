import { readdirSync, readFileSync } from 'node:fs';
import type { Field, RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { columnAt } from '../../../src/columns/batches.js';
import { Validity } from '../../../src/columns/validity.js';
import { type CsvReadOptions, createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { textOf } from '../../../src/formats/csv/encode/value-text.js';
import { createCsvEncoder } from '../../../src/formats/csv/encoder.js';

/** What `name.json` beside `name.csv` says; both are enough for a test. */
interface Expected {
  readonly options?: CsvReadOptions;
  /** Name and type of each column. */
  readonly columns?: readonly (readonly [string, string])[];
  /** The texts of all values; null is null. */
  readonly rows?: readonly (readonly (string | null)[])[];
  /** What the typed columns are written as. */
  readonly written?: string;
  /** What the raw cells are written as, where it is not the file itself. */
  readonly raw?: string;
  readonly error?: string;
}

const FOLDER = new URL('../../../fixtures/csv/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.slice(0, -'.csv'.length));

function read(bytes: Uint8Array, size: number, options?: CsvReadOptions): RecordBatch[] {
  const decoder = createCsvDecoder(options);
  const batches: RecordBatch[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    batches.push(...decoder.push(bytes.slice(at, at + size)));
  }
  return [...batches, ...decoder.end()];
}

function write(batches: readonly RecordBatch[], options: { delimiter?: string | undefined }) {
  const { delimiter } = options;
  const encoder = createCsvEncoder(delimiter === undefined ? {} : { delimiter });
  return Buffer.concat([
    ...batches.flatMap((b) => [...encoder.push(b)]),
    ...encoder.end(),
  ]).toString();
}

function columnsOf(batch: RecordBatch): [string, string][] {
  return batch.schema.fields.map((field: Field) => [field.name, String(field.type)]);
}

function rowsOf(batch: RecordBatch): (string | null)[][] {
  const columns = batch.schema.fields.map((_: Field, i: number) => {
    const data = columnAt(batch, i);
    const [text, validity] = [textOf(data), Validity.from(data)];
    return (row: number) => (validity?.isValid(row) === false ? null : text(row));
  });
  return Array.from({ length: batch.numRows }, (_, row) => columns.map((column) => column(row)));
}

describe.each(NAMES)('fixtures/csv/%s', (name) => {
  const bytes = readFileSync(new URL(`${name}.csv`, FOLDER));
  const expected: Expected = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  const { options = {}, error } = expected;

  describe.each([1, 2, 3, 5, 1 << 20])('in chunks of %i bytes', (size) => {
    if (error !== undefined) {
      it('fails with the message that its pair says', () => {
        const failure = (() => {
          try {
            return read(bytes, size, options);
          } catch (thrown) {
            return String(thrown);
          }
        })();
        expect(failure).toBe(error);
      });

      return;
    }

    it('has the columns and values that its pair says', () => {
      const batches = read(bytes, size, options);
      expect(columnsOf(batches[0]!)).toEqual(expected.columns);
      expect(batches.flatMap(rowsOf)).toEqual(expected.rows);
    });

    it('is written as its pair says, and reads back the same', () => {
      const batches = read(bytes, size, options);
      const written = write(batches, options);
      expect(written).toBe(expected.written);
      const again = read(Buffer.from(written), size, { ...options, header: true });
      expect(again.flatMap(rowsOf)).toEqual(expected.rows);
      expect(columnsOf(again[0]!)).toEqual(expected.columns);
    });

    it('passes byte for byte through raw cells', () => {
      const { types: _, ...untyped } = options;
      const batches = read(bytes, size, { ...untyped, cells: 'raw' });
      expect(write(batches, {})).toBe(expected.raw ?? bytes.toString());
    });
  });
});
