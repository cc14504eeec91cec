import type { Data, RecordBatch } from 'apache-arrow';
import { type CsvReadOptions, createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { createCsvEncoder } from '../../../src/formats/csv/encoder.js';

export interface Outcome {
  readonly rows: readonly number[];
  readonly columns: readonly string[];
  readonly text: string;
  readonly error: string;
}

/** What comes out, down to the bits of null slots. */
export function outcome(bytes: Uint8Array, options: CsvReadOptions, size: number): Outcome {
  const found = { rows: [] as number[], columns: [] as string[], text: '', error: '' };
  const encoder = createCsvEncoder();
  // Each batch is done with before the next one is read.
  const take = (batch: RecordBatch) => {
    found.rows.push(batch.numRows);
    found.columns.push(...batch.data.children.map(buffersOf));
    found.text += Buffer.concat([...encoder.push(batch)]).toString('latin1');
  };
  try {
    const decoder = createCsvDecoder(options);
    for (let at = 0; at < bytes.length; at += size) {
      for (const batch of decoder.push(bytes.subarray(at, at + size))) take(batch);
    }
    for (const batch of decoder.end()) take(batch);
  } catch (thrown) {
    found.error = String(thrown);
  }
  return found;
}

function buffersOf({ type, length, nullCount, nullBitmap, values, valueOffsets }: Data): string {
  const bits = nullCount > 0 ? [...(nullBitmap as Uint8Array)].slice(0, Math.ceil(length / 8)) : [];
  const used = valueOffsets === undefined ? (values?.slice(0, length) ?? '') : valueOffsets;
  return `${type} ${length} ${nullCount} ${bits} ${used}`;
}
