import type { RecordBatch } from 'apache-arrow';
import { catchError, lastValueFrom, merge, Observable, take, tap, throwError } from 'rxjs';
import type { SoftmaxState } from '../distributions/softmax-state.js';
import { FileError } from '../errors.js';
import { drainTo } from '../flow/drain-to.js';
import { fromPull } from '../flow/from-pull.js';
import { createGate } from '../flow/gate.js';
import { readsColumn } from '../recipes/reads-column.js';
import type { Recipe } from '../recipes/recipe.js';
import { type RecipeHooks, toOperator } from '../recipes/to-operator.js';
import { BatchSink, checkCompression, type Written } from './batch-sink.js';
import type { SourceOptions } from './byte-source.js';
import { type FileKind, kindOfName } from './file-kind.js';
import { type Beginning, inOneOf } from './in-file.js';
import { withLabelFiles } from './label-files.js';
import type { SinkOptions } from './open-sink.js';
import { type OutputFormat, outputFormat } from './output-format.js';
import { checkPaths } from './read.js';
import type { BatchOptions } from './read-batches.js';
import { readInputs } from './read-inputs.js';
import { type Formats, formatsOf } from './recipe-formats.js';
import { sameFile } from './same-file.js';
import { onceEach, provisionsFor } from './second-reading.js';
import type { Shard } from './shard.js';
import { statesOf, withKeyTypes } from './step-states.js';
import { StrayText } from './stray-text.js';

/**
 * The source waits from here on: nearly always for the one batch that is being written. Further ones in a queue make
 * nothing faster, since every step but the write itself is synchronous, and peak 10 to 20 MB higher.
 */
const AHEAD_BYTES = 1 << 20;

export interface ConvertOptions
  extends Formats,
    Omit<RecipeHooks, 'provisions'>,
    SourceOptions,
    Omit<SinkOptions, 'signal'> {
  /** Hears of bytes as they are read from the inputs, compressed as they are. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Only this part of the one input, whose path it names. */
  readonly shard?: Shard | undefined;
  /** The states that the recipe's steps name, by their paths; default: they are read. */
  readonly states?: ReadonlyMap<string, SoftmaxState> | undefined;
  /** Hears of rows as they are read. */
  readonly onRows?: ((rows: number) => void) | undefined;
  /** Hears what the output will be before its first byte is written; what it throws ends the work. */
  readonly onOutput?: ((kind: FileKind) => void) | undefined;
}

/**
 * Applies a recipe to files: this is what the command does.
 *
 * Where a CSV becomes a CSV with the same delimiter, columns that no step touches pass through byte for byte; lists
 * (JSON arrays) that a step reads are printed anew.
 *
 * @param inputs  one path or several, which are one stream; `-` is standard input
 * @param output  a path, or `-`: standard output takes the format of the first input (Arrow as a stream)
 * @throws FileError where the output is one of the inputs; and every error of `read`, of the recipe's operators (which
 *   then name the file and the row within it) and of `write`. TypeError, RangeError: as the operators and `write`.
 *   When `signal` aborts, its reason, after the output's remains are gone.
 */
export async function convert(
  recipe: Recipe,
  inputs: string | readonly string[],
  output: string,
  given: ConvertOptions = {},
): Promise<Written> {
  const options = { ...given, ...formatsOf(recipe, output, given) };
  const paths = checkPaths('convert', inputs);
  checkPaths('convert', output);
  await refuseSameFile(paths, output);
  const { csv, csvOut } = options;
  const format = await outputFormat(output, options.to, csvOut?.delimiter ?? csv?.delimiter);
  const hooks = { ...onceEach(options), firstRow: options.shard?.row ?? 0 };
  const states = options.states ?? (await statesOf(recipe, options.signal));
  const provisions = { ...(await provisionsFor(paths)), states };
  const operator = toOperator(await withLabelFiles(recipe), { ...hooks, provisions });
  const batches = readThrough(operator, paths, format, {
    ...options,
    csv: withKeyTypes(csv, states),
    readsColumn: readsColumn(recipe),
  });
  return written(batches, () => makeSink(output, format, options), options.signal);
}

async function refuseSameFile(inputs: readonly string[], output: string): Promise<void> {
  for (const input of inputs) {
    if (!(await sameFile(input, output))) continue;
    throw new FileError({
      file: output,
      operator: 'convert',
      what: 'the output is also an input',
      expected: 'another file',
    });
  }
}

function readThrough(
  operator: ReturnType<typeof toOperator>,
  paths: readonly string[],
  format: OutputFormat,
  options: ConvertOptions & Pick<BatchOptions, 'readsColumn'>,
): Observable<RecordBatch> {
  const beginnings: Beginning[] = [];
  const stray = new StrayText(options.shard?.row ?? 0);
  const formatOf = (path: string) => options.from ?? kindOfName(path, 'read')?.format;
  const source = fromPull((signal) =>
    readInputs(paths, {
      ...options,
      signal,
      formatOf,
      onFormat: (found) => {
        format.learn(found);
        stray.onFormat(found);
      },
      // Raw cells in one file and typed ones in the next would be two schemas.
      keepRaw: (delimiter) =>
        delimiter === format.delimiter && new Set(paths.map(formatOf)).size === 1,
      onBegin: (beginning) => beginnings.push(beginning),
    }),
  );
  return source.pipe(
    tap((batch) => {
      stray.onBatch(batch);
      options.onRows?.(batch.numRows);
    }),
    operator,
    catchError((error: unknown) => throwError(() => inOneOf(beginnings, stray.explain(error)))),
  );
}

function makeSink(output: string, format: OutputFormat, options: ConvertOptions): BatchSink {
  const { csv, csvOut, arrowOut, overwrite, stdout } = options;
  const header = csvOut?.header ?? csv?.header;
  const encoding = () => {
    const { kind, delimiter } = format;
    options.onOutput?.(kind);
    checkCompression('convert', { kind, arrow: arrowOut });
    return { kind, csv: { ...csvOut, ...defined({ header, delimiter }) }, arrow: arrowOut };
  };
  return new BatchSink(output, encoding, defined({ overwrite, stdout }));
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
  signal: AbortSignal | undefined,
): Promise<Written> {
  let sink: BatchSink | undefined;
  const open = () => {
    sink = make();
    return sink;
  };
  const result = batches.pipe(drainTo(open, { gate: createGate({ limit: AHEAD_BYTES }) }));
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
