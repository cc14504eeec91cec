import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  LargeList,
  List,
  makeData,
  type RecordBatch,
  Schema,
  Vector,
} from 'apache-arrow';
import { from } from 'rxjs';
import type { BatchOperator } from '../../../operators/core/over-batches.js';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { toHalf } from '../../../src/columns/float16.js';
import { Validity } from '../../../src/columns/validity.js';

/** Small tables by hand, and their contents as plain values. Null slots hold garbage, as Arrow allows. */

export type Cell = number | null;
export type ListCell = readonly Cell[] | null;
export type Width = 16 | 32 | 64;
export type Layout = 'List' | 'LargeList' | 'FixedSizeList';

const GARBAGE = Number.POSITIVE_INFINITY;

function bitmapOf(present: readonly boolean[]) {
  const validity = Validity.of(present.length, (i) => present[i]!);
  return validity === undefined
    ? { nullCount: 0 }
    : { nullCount: validity.nullCount, nullBitmap: validity.toBitmap() };
}

/** A scalar column of floats. */
export function floats(cells: readonly Cell[], width: Width = 64): Data {
  const values = cells.map((cell) => cell ?? GARBAGE);
  const common = { length: cells.length, ...bitmapOf(cells.map((cell) => cell !== null)) };
  if (width === 64) {
    return makeData({ type: new Float64(), data: Float64Array.from(values), ...common });
  }
  if (width === 32) {
    return makeData({ type: new Float32(), data: Float32Array.from(values), ...common });
  }
  return makeData({ type: new Float16(), data: Uint16Array.from(values, toHalf), ...common });
}

/** A list column of floats; for a FixedSizeList all cells are equally long, and null ones hold garbage. */
export function lists(cells: readonly ListCell[], width: Width = 64, layout: Layout = 'List') {
  const size = cells.find((cell) => cell !== null)?.length ?? 0;
  const filler = layout === 'FixedSizeList' ? new Array<Cell>(size).fill(GARBAGE) : [GARBAGE];
  const filled = cells.map((cell) => cell ?? filler);
  const child = floats(filled.flat(), width);
  const common = { length: cells.length, child, ...bitmapOf(cells.map((cell) => cell !== null)) };
  const item = new Field('item', child.type, true);
  if (layout === 'FixedSizeList') {
    return makeData({ type: new FixedSizeList(size, item), ...common });
  }
  const offsets = [0];
  for (const cell of filled) offsets.push(offsets.at(-1)! + cell.length);
  return layout === 'List'
    ? makeData({ type: new List(item), valueOffsets: Int32Array.from(offsets), ...common })
    : makeData({
        type: new LargeList(item),
        valueOffsets: BigInt64Array.from(offsets, BigInt),
        ...common,
      });
}

export interface ColumnExtras {
  readonly nullable?: boolean;
  readonly metadata?: Record<string, string>;
}

/** A batch of named columns. */
export function table(
  columns: Readonly<Record<string, Data>>,
  extras: Readonly<Record<string, ColumnExtras>> = {},
): RecordBatch {
  const fields = Object.entries(columns).map(([name, data]) => {
    const { nullable = true, metadata = {} } = extras[name] ?? {};
    return new Field(name, data.type as DataType, nullable, new Map(Object.entries(metadata)));
  });
  const children = Object.values(columns);
  const schema = new Schema(fields, new Map([['made', 'by hand']]));
  return recordBatch(schema, children, children[0]?.length ?? 0);
}

/** Columns `x0`, `x1`, … of which row r is `rows[r]`; all rows are equally long. */
export function wideTable(rows: readonly (readonly Cell[])[], width: Width = 64): RecordBatch {
  const classes = rows[0]?.length ?? 2;
  const columns = Array.from({ length: classes }, (_, c) =>
    floats(
      rows.map((row) => row[c]!),
      width,
    ),
  );
  return table(Object.fromEntries(columns.map((data, c) => [`x${c}`, data])));
}

/** A column's contents as plain values: numbers, strings, null, arrays of these. */
export function contents(batch: RecordBatch, name: string): unknown[] {
  const index = batch.schema.fields.findIndex((field: Field) => field.name === name);
  if (index < 0) throw new Error(`no column ${name}`);
  return plain(new Vector([batch.data.children[index] as Data]));
}

function plain(vector: Vector): unknown[] {
  return [...vector].map((value: unknown) => (value instanceof Vector ? plain(value) : value));
}

/** Row r of the result: what the columns hold there. */
export function rowsOf(batch: RecordBatch, names: readonly string[]): unknown[][] {
  const columns = names.map((name) => contents(batch, name));
  return Array.from({ length: batch.numRows }, (_, r) => columns.map((column) => column[r]));
}

export function namesOf(batch: RecordBatch): string[] {
  return batch.schema.fields.map((field: Field) => field.name);
}

/** Runs an operator over batches; what goes down the error channel is thrown. */
export function runAll(operator: BatchOperator, batches: readonly RecordBatch[]): RecordBatch[] {
  const results: RecordBatch[] = [];
  const failures: unknown[] = [];
  from(batches)
    .pipe(operator)
    .subscribe({
      next: (batch) => results.push(batch),
      error: (error: unknown) => failures.push(error),
    });
  if (failures.length > 0) throw failures[0];
  return results;
}

export function run(operator: BatchOperator, batch: RecordBatch): RecordBatch {
  return runAll(operator, [batch])[0]!;
}

/** What an operator fails with. */
export function failure(operator: BatchOperator, batches: readonly RecordBatch[]): Error {
  try {
    runAll(operator, batches);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

/** A batch cut into pieces of these numbers of rows; 0 gives an empty one, the last piece is what is left. */
export function cut(batch: RecordBatch, sizes: readonly number[]): RecordBatch[] {
  const pieces: RecordBatch[] = [];
  let begin = 0;
  for (const size of sizes) {
    const end = Math.min(begin + size, batch.numRows);
    pieces.push(sliceBatch(batch, begin, end));
    begin = end;
  }
  pieces.push(sliceBatch(batch, begin, batch.numRows));
  return pieces;
}
