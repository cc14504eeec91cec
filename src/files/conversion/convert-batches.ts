import type { RecordBatch } from 'apache-arrow';
import { catchError, lastValueFrom, merge, Observable, take, tap, throwError } from 'rxjs';
import { drainTo } from '../../flow/drain-to.js';
import { fromRuns } from '../../flow/from-pull.js';
import { createGate } from '../../flow/gate.js';
import { BatchMemories } from '../../formats/arrow-ipc/memory/batch-memory.js';
import { readsColumn } from '../../recipes/reads-column.js';
import type { Recipe } from '../../recipes/recipe.js';
import { toOperator } from '../../recipes/to-operator.js';
import { worksByBatch } from '../../recipes/works-by-batch.js';
import type { BatchOptions } from '../batches/read-batches.js';
import { readInputRuns } from '../batches/read-inputs.js';
import { checkEncoding } from '../check-encoding.js';
import { kindOfName } from '../file-kind.js';
import { type Beginning, inOneOf } from '../in-file.js';
import type { OutputFormat } from '../output-format.js';
import { BatchSink, type Written } from '../sinks/batch-sink.js';
import type { Target } from '../sinks/open-sink.js';
import type { ByteSource } from '../sources/byte-source.js';
import type { ConvertOptions } from './convert-options.js';
import { onceEach, provisionsFor } from './second-reading.js';
import { statesOf, withKeyTypes } from './step-states.js';
import { StrayText } from './stray-text.js';

/**
 * The source waits from here on: nearly always for the one batch that is being written. Further ones in a queue make
 * nothing faster, since every step but the write itself is synchronous, and peak 10 to 20 MB higher.
 */
const AHEAD_BYTES = 1 << 20;
/** The source waits for every batch to be written. */
const NOTHING_AHEAD = 1;

export interface BatchConvertOptions extends ConvertOptions {
  /** What has been opened already. */
  readonly source?: ByteSource | undefined;
  readonly target?: Target | undefined;
}

/** `convert` by the recipe's operators, over record batches; `options` hold what the recipe says of formats. */
export async function convertBatches(
  recipe: Recipe,
  paths: readonly string[],
  output: string,
  format: OutputFormat,
  options: BatchConvertOptions,
): Promise<Written> {
  // Batches that nobody keeps may follow one another in the same memory.
  const oneByOne = worksByBatch(recipe);
  const firstRow = options.shard?.row ?? 0;
  const hooks = { ...onceEach(options), firstRow, reuseResults: oneByOne };
  const states = options.states ?? (await statesOf(recipe, options.signal));
  const provisions = { ...(await provisionsFor(paths)), states };
  const operator = toOperator(recipe, { ...hooks, provisions });
  const batches = readThrough(operator, paths, format, {
    ...options,
    csv: withKeyTypes(options.csv, states),
    readsColumn: readsColumn(recipe),
    // Without steps nothing is computed.
    reuseBuffers: oneByOne && recipe.steps.length > 0 ? new BatchMemories() : oneByOne,
  });
  const ahead = oneByOne ? NOTHING_AHEAD : AHEAD_BYTES;
  return written(batches, () => makeSink(output, format, options), ahead, options.signal);
}

function readThrough(
  operator: ReturnType<typeof toOperator>,
  paths: readonly string[],
  format: OutputFormat,
  options: BatchConvertOptions & Pick<BatchOptions, 'readsColumn' | 'reuseBuffers'>,
): Observable<RecordBatch> {
  const beginnings: Beginning[] = [];
  let joined = false;
  const stray = new StrayText(options.shard?.row ?? 0);
  const formatOf = (path: string) => options.from ?? kindOfName(path, 'read')?.format;
  const source = fromRuns((signal) =>
    readInputRuns(paths, {
      ...options,
      signal,
      opened: options.source,
      formatOf,
      onFormat: (found) => {
        format.learn(found);
        stray.onFormat(found);
      },
      // Raw cells in one file and typed ones in the next would be two schemas.
      keepRaw: (delimiter) =>
        delimiter === format.delimiter && new Set(paths.map(formatOf)).size === 1,
      onBegin: (beginning) => beginnings.push(beginning),
      onLines: (lineOf) => {
        beginnings.at(-1)!.lineOf = lineOf;
      },
      joins: {
        onJoin: () => {
          joined = true;
        },
      },
    }),
  );
  return source.pipe(
    tap((batch) => {
      stray.onBatch(batch);
      options.onRows?.(batch.numRows);
    }),
    operator,
    catchError((error: unknown) =>
      throwError(() => inOneOf(beginnings, stray.explain(error), joined)),
    ),
  );
}

/** Where batches of a known format go. */
export function makeSink(
  output: string,
  format: OutputFormat,
  options: BatchConvertOptions,
): BatchSink {
  const { csv, csvOut, arrowOut, overwrite, stdout } = options;
  const header = csvOut?.header ?? csv?.header;
  const encoding = () => {
    const { kind, delimiter } = format;
    options.onOutput?.(kind);
    checkEncoding('convert', { kind, csv: csvOut, arrow: arrowOut });
    return { kind, csv: { ...csvOut, ...defined({ header, delimiter }) }, arrow: arrowOut };
  };
  return new BatchSink(output, encoding, { overwrite, stdout }, options.target);
}

/** The properties that have a value: an option that is left out has its default, one that is undefined may not. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  // The entries of a T, less those that are undefined.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Waits for the end of the output, also where `signal` cuts it short: a process may exit when this has settled. */
async function written(
  batches: Observable<RecordBatch>,
  make: () => BatchSink,
  ahead: number,
  signal: AbortSignal | undefined,
): Promise<Written> {
  let sink: BatchSink | undefined;
  const open = () => {
    sink = make();
    return sink;
  };
  const result = batches.pipe(drainTo(open, { gate: createGate({ limit: ahead }) }));
  try {
    return await lastValueFrom(merge(result, aborted(signal)).pipe(take(1)));
  } catch (error) {
    await sink?.ended;
    throw error;
  }
}

/** Fails with the signal's reason when it aborts. */
function aborted(signal: AbortSignal | undefined): Observable<never> {
  return new Observable((subscriber) => {
    const abort = () => subscriber.error(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    return () => signal?.removeEventListener('abort', abort);
  });
}
