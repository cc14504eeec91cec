import { stat } from 'node:fs/promises';
import { describe } from '../errors.js';
import type { Written } from '../files/batch-sink.js';
import { type ConvertOptions, convert, refuseSameFile } from '../files/convert.js';
import { checkConvertOptions } from '../files/convert-options.js';
import type { CsvSpan } from '../files/csv-span.js';
import type { FileKind } from '../files/file-kind.js';
import { type FormatName, isGzipName } from '../files/file-kind.js';
import { withLabelFiles } from '../files/label-files.js';
import { isOdd } from '../files/odd-dialect.js';
import { type OutputFormat, outputFormat } from '../files/output-format.js';
import { formatsOf } from '../files/recipe-formats.js';
import type { Shard } from '../files/shard.js';
import type { ArrowReadOptions } from '../formats/arrow-ipc/limits.js';
import type { CsvReadOptions } from '../formats/csv/options.js';
import { isLaneStep } from '../lanes/csv/steps.js';
import { looksTwice } from '../recipes/looks-twice.js';
import { parseFrame } from '../recipes/parse-frame.js';
import type { Recipe } from '../recipes/recipe.js';
import { type Converted, Crew } from './crew.js';
import { spansOf } from './csv-spans.js';
import { inOrder, inOrderOfBorders, type SpanTask } from './in-order.js';
import type { ShardTarget } from './shard-target.js';
import { eachShard } from './shards.js';
import { TextTarget } from './text-target.js';
import { Told } from './told.js';
import type { Task } from './worker-messages.js';

/** What `convertByShards` takes: what `convert` does, and how many threads. */
export interface ShardedOptions extends ConvertOptions {
  /** Worker threads; default 1: none, and what `convert` does. */
  readonly jobs?: number | undefined;
}

/** A shard's bytes: what is read at once by a thread, and held until its turn to be written. */
const SHARD_BYTES = 1 << 23;

/** Steps that need the whole stream, or make other batches of it. */
const WHOLE = ['partial', 'merge', 'rebatch', 'diagnose'];

/**
 * `convert` by several threads: the input is cut into shards, which are converted side by side and written in order. Every
 * value is the same, and a CSV the same bytes; batches of Arrow that a CSV becomes may be cut elsewhere. Memory is bounded by
 * a few shards for each thread.
 *
 * One thread does it where parts cannot be had: of several inputs, pipes, compressed files and odd dialects of CSV, and for steps
 * that need the whole stream.
 *
 * @throws as `convert`, and RangeError for a number of threads that is none; of several errors that of the first row. LimitError where a thread dies
 */
export async function convertByShards(
  recipe: Recipe,
  inputs: string | readonly string[],
  output: string,
  given: ShardedOptions = {},
): Promise<Written> {
  checkConvertOptions('convertByShards', given, ['jobs']);
  const { jobs = 1, ...options } = given;
  checkJobs(jobs);
  parseFrame(recipe);
  const [input, ...others] = typeof inputs === 'string' ? [inputs] : inputs;
  const count = input === undefined || others.length > 0 ? 0 : await shardCount(input);
  const isWhole = recipe.steps.some((step) => looksTwice(step) || WHOLE.includes(step.op));
  const isOneOnly = isWhole || isOdd(formatsOf(recipe, output, options).dialect);
  if (jobs <= 1 || count <= 1 || isOneOnly || options.shard !== undefined) {
    return convert(recipe, inputs, output, options);
  }
  return byCrew(await withLabelFiles(recipe), input as string, output, count, jobs, options);
}

function checkJobs(jobs: unknown): void {
  if (Number.isInteger(jobs) && Number(jobs) >= 1) return;
  const report = { operator: 'convertByShards', what: 'jobs is no number of threads', got: jobs };
  throw new RangeError(describe({ ...report, expected: 'an integer from 1' }));
}

/** How many shards a file has; 0 where it has none. */
async function shardCount(path: string): Promise<number> {
  if (path === '-' || isGzipName(path)) return 0;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? Math.ceil(found.size / SHARD_BYTES) : 0;
}

async function byCrew(
  recipe: Recipe,
  input: string,
  output: string,
  count: number,
  jobs: number,
  given: ConvertOptions,
): Promise<Written> {
  const { signal } = given;
  const formats = formatsOf(recipe, output, given);
  const { from, csv, csvOut, arrow } = formats;
  await refuseSameFile([input], output);
  const format = await outputFormat(output, formats.to, csvOut?.delimiter ?? csv?.delimiter);
  const options = { ...given, ...formats };
  const told = new Told(options);
  let target: ShardTarget | undefined;
  const open = () => {
    options.onOutput?.(format.kind);
    return targetOf(output, format.kind, options);
  };
  const crew = new Crew(Math.min(jobs, count), { recipe, formats });
  const abort = () => void crew.dismiss(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    const parts = { input, count, format: from, csv, arrow, signal };
    for await (const converted of convertedParts(recipe, parts, format, crew, 2 * jobs)) {
      target ??= await open();
      options.onRows?.(converted.rows);
      told.hear(converted.messages);
      await target.write(converted);
    }
    const written = await (target ?? (await open())).close();
    told.report();
    return written;
  } catch (error) {
    await target?.abort();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', abort);
    await crew.dismiss();
  }
}

interface Parts {
  readonly input: string;
  readonly count: number;
  readonly format: FormatName | undefined;
  readonly csv: CsvReadOptions | undefined;
  readonly arrow: ArrowReadOptions | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Spans where no step asks which row of the file it has, so that nobody need read all that is before a part to say where it
 * begins; else shards.
 */
async function* convertedParts(
  recipe: Recipe,
  { input, count, ...options }: Parts,
  format: OutputFormat,
  crew: Crew,
  ahead: number,
): AsyncGenerator<Converted, void, undefined> {
  const spans = recipe.steps.every(isLaneStep) ? await spansOf(input, count, options) : undefined;
  if (spans === undefined) {
    yield* inOrder(tasksOf(eachShard(input, count, options), format), crew, ahead);
  } else yield* inOrderOfBorders([...spanTasks(spans, format)], crew, ahead);
}

function* spanTasks(spans: readonly CsvSpan[], output: OutputFormat): Generator<SpanTask> {
  for (const [index, part] of spans.entries()) {
    output.learn(part.format);
    yield { part, first: index === 0, to: partKind(output), delimiter: output.delimiter };
  }
}

/** The first shard says what the input is, and standard output takes after that. */
async function* tasksOf(
  shards: AsyncIterable<Shard>,
  output: OutputFormat,
): AsyncGenerator<Task, void, undefined> {
  let first = true;
  for await (const part of shards) {
    if (first) output.learn(part.format);
    yield { part, first, to: partKind(output) };
    first = false;
  }
}

/** Whole streams of Arrow can be joined; its files have each an index of their own. */
function partKind({ kind: { format } }: OutputFormat): FileKind {
  return { format: format === 'arrow' ? 'arrows' : format, gzip: false };
}

async function targetOf(
  path: string,
  kind: FileKind,
  options: ConvertOptions,
): Promise<ShardTarget> {
  const isText = kind.format === 'csv' || kind.format === 'tsv';
  if (isText) return new TextTarget(path, kind, options);
  const { ArrowTarget } = await import('./arrow-target.js');
  return new ArrowTarget(path, kind, options);
}
