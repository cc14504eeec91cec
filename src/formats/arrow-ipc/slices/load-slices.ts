import type { RecordBatch, Schema } from 'apache-arrow';
import type { Place } from '../../../errors.js';
import { checkRows, loadBatch } from '../bodies/batches.js';
import type { Dictionaries } from '../bodies/dictionaries.js';
import { LayoutReader } from '../bodies/layout-reader.js';
import { SLICE_BYTES } from '../memory/read-bytes.js';
import type { BatchMessage } from '../messages/message.js';
import type { ColumnSlices } from './column-slices.js';
import { planColumns } from './plan-slices.js';
import { SliceBody } from './slice-body.js';

/** Slices begin at whole words of a bitmap, so that it need not be shifted. */
const WORD = 64;

/** A body that is not in memory. */
export interface DistantBody {
  /** As the message states it. */
  readonly length: number;
  /** As many bytes as are asked for, all of them within the body; in a buffer of their own, which is written to. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** What has been read is not looked at any more, where nobody keeps a slice. */
  nextSlice?(): void;
}

/**
 * The rows of a batch as several batches of about 4 MiB, each read by itself and checked as a whole batch would be.
 * The layout is held against the schema and the body before anything is read; that null counts add up shows at the
 * end. Each slice bears the batch's metadata. There is at least one, which may hold no row.
 *
 * A row that is larger is a slice of its own.
 *
 * @param schema  one that `canSlice`
 */
export async function* loadSlices(
  schema: Schema,
  message: BatchMessage,
  body: DistantBody,
  dictionaries: Dictionaries,
  where: Place,
  sliceBytes = SLICE_BYTES,
): AsyncGenerator<RecordBatch, void, undefined> {
  const { rows } = message.layout;
  checkRows(rows, where);
  const columns = plan(schema, message, body, where);
  const average = Math.floor((rows * sliceBytes) / Math.max(1, body.length));
  let begin = 0;
  do {
    body.nextSlice?.();
    const end = begin + (await countFrom(begin, rows, columns, average, sliceBytes));
    const slice = new SliceBody();
    for (const column of columns) await column.addTo(slice, begin, end);
    const part = { ...message, layout: slice.layout(end - begin) };
    if (end === rows) for (const column of columns) column.finish();
    yield loadBatch(schema, part, slice, dictionaries, where);
    begin = end;
  } while (begin < rows);
}

function plan(
  schema: Schema,
  { layout: stated, isOld }: BatchMessage,
  body: DistantBody,
  where: Place,
): readonly ColumnSlices[] {
  const layout = new LayoutReader(stated, body.length, where);
  const read = (offset: number, length: number) => body.read(offset, length);
  const columns = planColumns({ layout, read, unionsHaveValidity: isOld }, schema.fields);
  layout.finish();
  for (const { node } of columns) {
    if (node.length === stated.rows) continue;
    layout.refuse('a column is not as long as its batch', node.length, `${stated.rows}`);
  }
  return columns;
}

/** How many rows the slice has that begins at a row: rows are mostly alike in size, and where not, fewer. */
async function countFrom(
  begin: number,
  rows: number,
  columns: readonly ColumnSlices[],
  average: number,
  sliceBytes: number,
): Promise<number> {
  const even = average > WORD ? average - (average % WORD) : Math.max(1, average);
  let count = Math.min(rows - begin, even);
  while (count > 1 && (await weigh(columns, begin, begin + count)) > 2 * sliceBytes) {
    count = Math.ceil(count / 2);
  }
  return count;
}

async function weigh(columns: readonly ColumnSlices[], begin: number, end: number) {
  let bytes = 0;
  for (const column of columns) bytes += await column.weigh(begin, end);
  return bytes;
}
