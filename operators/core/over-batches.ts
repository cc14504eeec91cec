import type { RecordBatch, Schema } from 'apache-arrow';
import {
  defer,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  type OperatorFunction,
  tap,
} from 'rxjs';
import type { At } from '../../src/columns/numbers.js';
import { checkSchema, schemaOf } from '../../src/columns/types.js';
import { lendable, lentBy } from '../../src/flow/lending.js';
import { type Counts, type Hooks, noCounts } from './policies.js';
import { ResultRoom } from './result-room.js';

/** A cold, synchronous operator: one batch out for each batch in, the same rows in the same order. */
export type BatchOperator = OperatorFunction<RecordBatch, RecordBatch>;

/** What a plan may use while its subscription lives. */
export interface Context {
  /** Rows and batches are counted by the core, the rest by the plan. */
  readonly counts: Counts;
  warn(message: string): void;
  /** Where results go. */
  readonly room: ResultRoom;
}

/**
 * What happens to one batch; `at` says where in the stream it stands, for errors. Of the batch only its result may keep
 * anything: the next one may lie in the same memory.
 */
export type BatchMap = (batch: RecordBatch, at: At) => RecordBatch;

/** Made once a subscription, of the first batch's schema; may keep scratch buffers. */
export type Plan = (schema: Schema, context: Context) => BatchMap;

/**
 * The core of every operator from batch to batch. All state belongs to one subscription: the plan is made when
 * the first batch arrives, every later batch must have the same schema, and the counts are reported when the
 * stream completes or fails. What the plan throws goes down the error channel. Batches of a source that lends them
 * are lent on, results in memory that is used again.
 */
export function overBatches(operator: string, hooks: Hooks, plan: Plan): BatchOperator {
  const over = (source: Observable<RecordBatch>, reuse: boolean) =>
    defer(() => {
      const counts = noCounts();
      const context = { counts, warn: hooks.warn ?? console.warn, room: new ResultRoom(reuse) };
      const step = stepper(operator, plan, context, hooks.firstRow ?? 0);
      return source.pipe(
        map(step),
        reportAtEnd(hooks, () => ({ ...counts })),
      );
    });
  return (source) =>
    lendable(over(source, hooks.reuseResults === true), (gate) => {
      const lent = lentBy(source, gate);
      return lent && over(lent, true);
    });
}

/** Calls `hooks.report` when the stream completes or fails. */
export function reportAtEnd(
  { report }: Hooks,
  counts: () => Counts,
): MonoTypeOperatorFunction<RecordBatch> {
  return tap({
    complete: () => report?.(counts()),
    error: () => {
      try {
        report?.(counts());
      } catch {
        // The stream has failed already, and the first failure is the one to show.
      }
    },
  });
}

function stepper(operator: string, plan: Plan, context: Context, firstRow: number) {
  const { counts, room } = context;
  let first: Schema | undefined;
  let run: BatchMap | undefined;
  return (batch: RecordBatch): RecordBatch => {
    if (first === undefined || run === undefined) {
      first = schemaOf(operator, batch, counts.batches);
      run = plan(first, context);
    } else {
      checkSchema(operator, first, batch.schema, counts.batches);
    }
    room.nextBatch();
    const result = run(batch, { operator, batch: counts.batches, row: firstRow + counts.rows });
    counts.batches += 1;
    counts.rows += batch.numRows;
    return result;
  };
}
