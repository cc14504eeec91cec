import { stat } from 'node:fs/promises';
import { describe } from '../errors.js';
import { aborting } from '../files/aborting.js';
import type { Written } from '../files/batch-sink.js';
import { checkPaths } from '../files/check-paths.js';
import { type ConvertOptions, convert, refuseSameFile } from '../files/convert.js';
import { checkConvertOptions } from '../files/convert-options.js';
import type { CsvSpan } from '../files/csv-span.js';
import type { FileKind } from '../files/file-kind.js';
import { isGzipName } from '../files/file-kind.js';
import { withLabelFiles } from '../files/label-files.js';
import { isOdd } from '../files/odd-dialect.js';
import { type OutputFormat, outputFormat } from '../files/output-format.js';
import { formatsOf } from '../files/recipe-formats.js';
import type { Shard } from '../files/shard.js';
import { isLaneStep } from '../lanes/csv/steps.js';
import { looksTwice } from '../recipes/looks-twice.js';
import { parseFrame } from '../recipes/parse-frame.js';
import type { Recipe } from '../recipes/recipe.js';
import { Crew } from './crew.js';
import { spansOf } from './csv-spans.js';
import { inOrder, inOrderOfBorders, type SpanTask } from './in-order.js';
import { OwnHand } from './own-hand.js';
import type { Converted } from './replies.js';
import type { ShardTarget } from './shard-target.js';
import { eachShard } from './shards.js';
import { TextTarget } from './text-target.js';
import { Told } from './told.js';
import { WorkerHand } from './worker-hand.js';
import type { Assignment, Task } from './worker-messages.js';

/** What `convertByShards` takes: what `convert` does, and how many threads. */
export interface ShardedOptions extends ConvertOptions {
  /** Threads that convert, this one among them; default 1: what `convert` does. */
  readonly jobs?: number | undefined;
}

/** A span's bytes: what a thread converts at once, and what is held until its turn to be written. */
const SPAN_BYTES = 1 << 21;
/** A shard's: whoever converts one begins with the beginning of the file. */
const SHARD_BYTES = 1 << 23;

/** Steps that need the whole stream, or make other batches of it. */
const WHOLE = ['partial', 'merge', 'rebatch', 'diagnose'];

/**
 * `convert` by several threads, this one among them: the input is cut into parts, which are converted side by side and written
 * in order. Every value is the same, and a CSV the same bytes; batches of Arrow that a CSV becomes may be cut elsewhere. Memory
 * is bounded by a few parts for each thread.
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
  const [input, ...others] = checkPaths('convertByShards', inputs);
  checkPaths('convertByShards', output);
  const size = input === undefined || others.length > 0 ? 0 : await sizeOf(input);
  const isWhole = recipe.steps.some((step) => looksTwice(step) || WHOLE.includes(step.op));
  const isOneOnly = isWhole || isOdd(formatsOf(recipe, output, options).dialect);
  if (jobs <= 1 || size <= SPAN_BYTES || isOneOnly || options.shard !== undefined) {
    return convert(recipe, inputs, output, options);
  }
  const file = { path: input as string, size };
  return byCrew(await withLabelFiles(recipe), file, output, jobs, options);
}

function checkJobs(jobs: unknown): void {
  if (Number.isInteger(jobs) && Number(jobs) >= 1) return;
  const report = { operator: 'convertByShards', what: 'jobs is no number of threads', got: jobs };
  throw new RangeError(describe({ ...report, expected: 'an integer from 1' }));
}

/** 0 where a file has no parts. */
async function sizeOf(path: string): Promise<number> {
  if (path === '-' || isGzipName(path)) return 0;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
}

interface InputFile {
  readonly path: string;
  readonly size: number;
}

async function byCrew(
  recipe: Recipe,
  input: InputFile,
  output: string,
  jobs: number,
  given: ConvertOptions,
): Promise<Written> {
  const { signal } = given;
  const formats = formatsOf(recipe, output, given);
  const { to, csv, csvOut } = formats;
  await refuseSameFile([input.path], output);
  const format = await outputFormat(output, to, csvOut?.delimiter ?? csv?.delimiter);
  const options = { ...given, ...formats };
  const told = new Told(options);
  let target: ShardTarget | undefined;
  const open = () => {
    options.onOutput?.(format.kind);
    return targetOf(output, format.kind, options);
  };
  const crew = crewOf(jobs, input, { recipe, formats });
  const abort = () => void crew.dismiss(signal?.reason);
  signal?.addEventListener('abort', abort);
  const joinParts = async () => {
    for await (const converted of convertedParts(recipe, input, format, crew, jobs, options)) {
      target ??= await open();
      // Nothing is written any more to what is being taken away.
      signal?.throwIfAborted();
      options.onRead?.(converted.bytes);
      options.onRows?.(converted.rows);
      told.hear(converted.messages);
      await target.write(converted);
    }
    // Threads take some time to end, and the disk to take everything.
    const [written] = await Promise.all([(target ?? (await open())).close(), crew.dismiss()]);
    return written;
  };
  const takeAway = async (error: unknown) => {
    await target?.abort();
    throw error;
  };
  try {
    signal?.throwIfAborted();
    const written = await aborting(joinParts().catch(takeAway), signal);
    told.report();
    return written;
  } catch (error) {
    // Also a target that is being written to.
    await target?.abort();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', abort);
    await crew.dismiss();
  }
}

/** This thread, and others so that each has a part. */
function crewOf(jobs: number, { size }: InputFile, assignment: Assignment): Crew {
  const others = Math.min(jobs, Math.ceil(size / SPAN_BYTES)) - 1;
  const workers = Array.from({ length: others }, () => new WorkerHand(assignment));
  return new Crew([new OwnHand(assignment), ...workers]);
}

/**
 * Spans where no step asks which row of the file it has, so that nobody need read all that is before a part to say where it
 * begins; else shards.
 */
async function* convertedParts(
  recipe: Recipe,
  { path, size }: InputFile,
  output: OutputFormat,
  crew: Crew,
  jobs: number,
  options: ConvertOptions,
): AsyncGenerator<Converted & { readonly bytes: number }, void, undefined> {
  const { from: format, csv, arrow, signal, onLane } = options;
  const known = { format, csv, arrow, signal };
  const spanCount = Math.ceil(size / SPAN_BYTES);
  const spans = recipe.steps.every(isLaneStep) ? await spansOf(path, spanCount, known) : undefined;
  onLane?.(spans && 'csv');
  const count = spans?.length ?? Math.ceil(size / SHARD_BYTES);
  // Each has one at work, most another one, and one waits to be written.
  const ahead = 2 * jobs + 1;
  const parts =
    spans === undefined
      ? inOrder(tasksOf(eachShard(path, count, known), output), crew, ahead)
      : inOrderOfBorders([...spanTasks(spans, output)], crew, ahead);
  for await (const converted of parts) yield { ...converted, bytes: size / count };
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
