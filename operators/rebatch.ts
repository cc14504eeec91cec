import type { RecordBatch, Schema } from 'apache-arrow';
import { concat, concatMap, defer } from 'rxjs';
import { sliceBatch } from '../src/columns/batches.js';
import { concatBatches } from '../src/columns/concat/concat.js';
import { checkSchema, schemaOf } from '../src/columns/types.js';
import { checkOptions, describe } from '../src/errors.js';
import type { BatchOperator } from './core/over-batches.js';

/** What `rebatch` takes. */
export interface RebatchOptions {
  /** Rows of every batch but the last, which may have fewer; an integer from 1. */
  readonly rows: number;
}

/**
 * Cuts and joins batches so that each has `rows` rows; the rows and their order stay. What lies within one source
 * batch is a view of it; only rows from several are copied. At most `rows` rows wait, with the source batches that
 * they are views of. A stream without rows gives one batch without rows, for its schema, if it had a batch at all.
 *
 * @param options.rows  an integer from 1
 * @throws TypeError, RangeError for a number of rows that is none, TypeError for another option
 * @error SchemaError where the schema changes midway; LimitError where offsets or dictionary indices are too
 *   narrow for a batch of that many rows
 */
export function rebatch(options: RebatchOptions): BatchOperator {
  checkOptions('rebatch', options, ['rows']);
  const { rows } = options;
  checkRows(rows);
  return (source) =>
    defer(() => {
      const pile = new Pile(rows);
      return concat(
        source.pipe(concatMap((batch) => pile.add(batch))),
        defer(() => pile.rest()),
      );
    });
}

function checkRows(rows: unknown): void {
  const report = { operator: 'rebatch', got: rows, expected: 'an integer from 1' };
  if (typeof rows !== 'number') {
    throw new TypeError(describe({ ...report, what: 'rows is no number' }));
  }
  if (!Number.isSafeInteger(rows) || rows < 1) {
    throw new RangeError(describe({ ...report, what: 'rows is no number of rows' }));
  }
}

/** The rows that have come and do not fill a batch yet. */
class Pile {
  private readonly pieces: RecordBatch[] = [];
  private height = 0;
  private schema: Schema | undefined;
  private batches = 0;
  /** The first batch, as long as no row has come. */
  private carrier: RecordBatch | undefined;

  constructor(private readonly rows: number) {}

  /** Takes a batch in and gives the full ones, each when it is asked for. */
  *add(batch: RecordBatch): Generator<RecordBatch> {
    this.begin(batch);
    let from = 0;
    while (this.height + batch.numRows - from >= this.rows) {
      const to = from + this.rows - this.height;
      this.pieces.push(sliceBatch(batch, from, to));
      from = to;
      yield this.take();
    }
    if (from < batch.numRows) {
      this.pieces.push(sliceBatch(batch, from, batch.numRows));
      this.height += batch.numRows - from;
    }
  }

  /** What is left at the end: the last rows, or the carrier of the schema where there were none. */
  rest(): readonly RecordBatch[] {
    if (this.height > 0) return [this.take()];
    return this.carrier === undefined ? [] : [this.carrier];
  }

  private begin(batch: RecordBatch): void {
    if (this.batches === 0) this.carrier = batch;
    if (batch.numRows > 0) this.carrier = undefined;
    this.schema ??= schemaOf('rebatch', batch, this.batches);
    checkSchema('rebatch', this.schema, batch.schema, this.batches++);
  }

  private take(): RecordBatch {
    this.height = 0;
    return concatBatches('rebatch', this.pieces.splice(0));
  }
}
