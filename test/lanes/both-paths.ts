import type { RecordBatch, Schema } from 'apache-arrow';
import { Subject } from 'rxjs';
import { underSchema } from '../../src/columns/same-columns.js';
import { LogitflowError } from '../../src/errors.js';
import { type CsvDecoder, type CsvType, createCsvDecoder } from '../../src/formats/csv/decoder.js';
import { createCsvEncoder } from '../../src/formats/csv/encoder.js';
import type { CsvWriteOptions } from '../../src/formats/csv/options.js';
import { type LineOf, withLine } from '../../src/formats/csv/row-lines.js';
import { CsvLane } from '../../src/lanes/csv/lane.js';
import { readsColumn } from '../../src/recipes/reads-column.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { toOperator } from '../../src/recipes/to-operator.js';

/** What came of a text, by either path. */
export interface Outcome {
  readonly text: Buffer;
  readonly error: string | undefined;
  readonly counts: readonly unknown[];
  readonly warnings: readonly string[];
  readonly rows: number;
}

export interface Job {
  readonly recipe: Recipe;
  readonly delimiter: string;
  readonly rows: number;
  /** Whether the first record names the columns; default true. */
  readonly named?: boolean;
  readonly types?: Readonly<Record<string, CsvType>>;
  readonly rounding?: Pick<CsvWriteOptions, 'precision' | 'significant'>;
}

/** Raw cells through the recipe's operators, as `convert` has them go. */
/** @param texts  of files, which are one stream; the second is called file 1 */
export function byOperators(job: Job, texts: readonly Uint8Array[]): Outcome {
  const { recipe, delimiter, rows, named = true, types = {}, rounding = {} } = job;
  const written: Uint8Array[] = [];
  const counts: unknown[] = [];
  const warnings: string[] = [];
  let failure: unknown;
  let read = 0;
  let lineOf: LineOf = () => undefined;
  const source = new Subject<RecordBatch>();
  const encoder = createCsvEncoder({
    delimiter,
    header: named,
    ...rounding,
  });
  toOperator(recipe, {
    report: (...met) => counts.push(met),
    warn: (message) => warnings.push(message),
  })(source).subscribe({
    next: (batch) => {
      read += batch.numRows;
      for (const chunk of encoder.push(batch)) written.push(chunk.slice());
    },
    error: (error: unknown) => {
      failure = error instanceof LogitflowError ? withLine(error, lineOf) : error;
    },
  });
  const lists = readsColumn(recipe);
  const dialect = { delimiter, rows, header: named, types };
  let schema: Schema | undefined;
  try {
    texts.forEach((text, i) => {
      const decoder = createCsvDecoder({ ...dialect, cells: 'raw', lists });
      const first = read;
      lineOf = (row) => decoder.lineOf(row - first);
      for (const batch of inFile(decode(decoder, text), i)) {
        schema ??= batch.schema;
        source.next(underSchema(schema, batch, `file ${i}`));
      }
    });
    source.complete();
  } catch (error) {
    source.error(error);
  }
  return { text: Buffer.concat(written), error: said(failure), counts, warnings, rows: read };
}

/** @param cut  sizes of the chunks, the last one again and again */
export async function byLane(
  { recipe, delimiter, rows, named = true, types = {}, rounding = {} }: Job,
  texts: readonly Uint8Array[],
  cut: readonly number[],
): Promise<Outcome & { readonly operatorsFrom: number | undefined }> {
  const written: Uint8Array[] = [];
  const counts: unknown[] = [];
  const warnings: string[] = [];
  let operatorsFrom: number | undefined;
  const lane = new CsvLane(recipe, {
    delimiter,
    rows,
    named,
    types,
    header: named,
    rounding,
    lists: readsColumn(recipe),
    report: (...met) => counts.push(met),
    warn: (message) => warnings.push(message),
    onOperators: (row) => {
      operatorsFrom = row;
    },
  });
  let failure: unknown;
  try {
    for (const [i, text] of texts.entries()) {
      if (i > 0) for await (const piece of lane.next(`file ${i}`)) written.push(piece.slice());
      for (const chunk of chunksOf(text, cut)) {
        for await (const piece of lane.push(chunk)) written.push(piece.slice());
        chunk.fill(0x21); // it is the caller's again
      }
    }
    for await (const piece of lane.end()) written.push(piece.slice());
  } catch (error) {
    failure = error;
  }
  const outcome = { error: said(failure), counts, warnings, rows: lane.rows };
  return { text: Buffer.concat(written), ...outcome, operatorsFrom };
}

function* decode(decoder: CsvDecoder, text: Uint8Array) {
  yield* decoder.push(text);
  yield* decoder.end();
}

function* inFile<T>(batches: Iterable<T>, file: number): Generator<T> {
  try {
    yield* batches;
  } catch (error) {
    throw error instanceof LogitflowError && file > 0 ? error.at({ file: `file ${file}` }) : error;
  }
}

/** As a file is read: into one Buffer, again and again. */
function* chunksOf(text: Uint8Array, cut: readonly number[]): Generator<Uint8Array> {
  const buffer = Buffer.alloc(Math.min(text.length, Math.max(...cut)));
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = cut[Math.min(i, cut.length - 1)]!;
    const chunk = buffer.subarray(0, Math.min(size, text.length - at));
    chunk.set(text.subarray(at, at + chunk.length));
    yield chunk;
    chunk.fill(0x78);
    at += chunk.length;
  }
}

function said(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  if (error instanceof LogitflowError) return `${error.name}: ${error.message}`;
  throw error;
}
