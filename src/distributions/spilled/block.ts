/**
 * Rows as they lie in a spill: first four words, the number of rows and of the bytes of all keys, and how many bytes follow;
 * then the lengths of the keys and they, and for each column its values and a mark for each row. Each part begins at a multiple
 * of eight bytes. Words and values have the machine's order of bytes: they are read where they were written.
 */
import type { Runs } from '../../groups/runs.js';
import type { Floats } from '../../simd/floats.js';

export interface MarkedValues {
  readonly values: Floats;
  /** 1 for a value that is not there. */
  readonly marks: Uint8Array;
}

export interface Block {
  readonly rows: number;
  readonly keys: Runs;
  readonly columns: readonly MarkedValues[];
}

export const HEADER_BYTES = 16;
const ALIGNMENT = 8;
const WORD = 4;

/** The block of some rows of another. */
export function encodeBlock({ keys, columns }: Block, rows: Uint32Array): Uint8Array {
  const keyBytes = rows.reduce((sum, row) => sum + keys.ends[row]! - keys.starts[row]!, 0);
  const layout = layoutOf(
    rows.length,
    keyBytes,
    columns.map(({ values }) => values.BYTES_PER_ELEMENT),
  );
  const bytes = new Uint8Array(HEADER_BYTES + layout.size);
  new Uint32Array(bytes.buffer, 0, 3).set([rows.length, keyBytes, layout.size]);
  const block = viewOf(bytes.buffer, HEADER_BYTES, layout);
  let at = 0;
  rows.forEach((row, i) => {
    const key = keys.bytes.subarray(keys.starts[row], keys.ends[row]);
    block.lengths[i] = key.length;
    block.keys.set(key, at);
    at += key.length;
  });
  columns.forEach(({ values, marks }, c) => {
    const to = block.columns[c]!;
    for (let i = 0; i < rows.length; i++) {
      to.values[i] = values[rows[i]!]!;
      to.marks[i] = marks[rows[i]!]!;
    }
  });
  return bytes;
}

/** How many bytes follow a header. */
export function sizeAfter(header: Uint8Array): number {
  return wordsOf(header)[2]!;
}

/** @param body  what follows the header, at the beginning of a buffer */
export function decodeBlock(
  header: Uint8Array,
  body: Uint8Array<ArrayBuffer>,
  widths: readonly number[],
): Block {
  const [rows, keyBytes] = wordsOf(header) as unknown as [number, number]; // there are four
  const view = viewOf(body.buffer, 0, layoutOf(rows, keyBytes, widths));
  const [starts, ends] = [new Int32Array(rows), new Int32Array(rows)];
  let at = 0;
  for (let i = 0; i < rows; i++) {
    starts[i] = at;
    at += view.lengths[i]!;
    ends[i] = at;
  }
  return { rows, keys: { bytes: view.keys, starts, ends }, columns: view.columns };
}

function wordsOf(header: Uint8Array): Uint32Array {
  return new Uint32Array(header.slice().buffer);
}

interface Layout {
  readonly rows: number;
  readonly keyBytes: number;
  readonly widths: readonly number[];
  readonly size: number;
}

function layoutOf(rows: number, keyBytes: number, widths: readonly number[]): Layout {
  const columns = widths.reduce((sum, width) => sum + aligned(rows * width) + aligned(rows), 0);
  return { rows, keyBytes, widths, size: aligned(WORD * rows) + aligned(keyBytes) + columns };
}

function viewOf(buffer: ArrayBuffer, start: number, { rows, keyBytes, widths }: Layout) {
  let at = start;
  const taken = (bytes: number) => {
    const from = at;
    at += aligned(bytes);
    return from;
  };
  const lengths = new Uint32Array(buffer, taken(WORD * rows), rows);
  const keys = new Uint8Array(buffer, taken(keyBytes), keyBytes);
  const columns = widths.map((width) => {
    const Values = width === 4 ? Float32Array : Float64Array;
    const values = new Values(buffer, taken(width * rows), rows);
    return { values, marks: new Uint8Array(buffer, taken(rows), rows) };
  });
  return { lengths, keys, columns };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
