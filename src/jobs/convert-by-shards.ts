import { stat } from 'node:fs/promises';
import { describe } from '../errors.js';
import { checkPaths } from '../files/check-paths.js';
import { aborting } from '../files/conversion/aborting.js';
import { type ConvertOptions, convert, refuseSameFile } from '../files/conversion/convert.js';
import { checkConvertOptions } from '../files/conversion/convert-options.js';
import { withLabelFiles } from '../files/conversion/label-files.js';
import { formatsOf } from '../files/conversion/recipe-formats.js';
import { isOdd } from '../files/fast-csv/odd-dialect.js';
import type { FileKind } from '../files/file-kind.js';
import { isGzipName } from '../files/file-kind.js';
import { outputFormat } from '../files/output-format.js';
import type { Written } from '../files/sinks/batch-sink.js';
import { systemCode } from '../files/system-error.js';
import { looksTwice } from '../recipes/looks-twice.js';
import { parseFrame } from '../recipes/parse-frame.js';
import type { Recipe } from '../recipes/recipe.js';
import { withDecimals } from '../recipes/with-decimals.js';
import { Crew } from './crew.js';
import type { Hand } from './hand.js';
import { OwnHand } from './own-hand.js';
import { type InputFile, type Parts, SPAN_BYTES, shardParts, spanParts } from './parts.js';
import type { ShardTarget } from './targets/shard-target.js';
import { TextTarget } from './targets/text-target.js';
import { threadsFor } from './threads-for.js';
import { Told } from './told.js';
import { WorkerHand } from './worker-hand.js';
import type { Assignment } from './worker-messages.js';

/** What `convertByShards` takes: what `convert` does, and how many threads. */
export interface ShardedOptions extends ConvertOptions {
  /**
   * Threads that convert, this one among them; 1 is what `convert` does. Default: for a CSV that a lane turns into a CSV one for
   * each 32 MiB, at most the cores and 8; else 1.
   */
  readonly jobs?: number | undefined;
}

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
  const { jobs, ...options } = given;
  checkJobs(jobs);
  parseFrame(recipe);
  const [input, ...others] = checkPaths('convertByShards', inputs);
  checkPaths('convertByShards', output);
  const size = input === undefined || others.length > 0 ? 0 : await sizeOf(input);
  const isWhole = recipe.steps.some((step) => looksTwice(step) || WHOLE.includes(step.op));
  const isOneOnly = isWhole || isOdd(formatsOf(recipe, output, options).dialect);
  if (
    (jobs ?? threadsFor(size)) <= 1 ||
    size <= SPAN_BYTES ||
    isOneOnly ||
    options.shard !== undefined
  ) {
    return convert(recipe, inputs, output, options);
  }
  const file = { path: input as string, size };
  return inParts(await withLabelFiles(recipe), file, output, jobs, options);
}

function checkJobs(jobs: unknown): void {
  if (jobs === undefined || (Number.isInteger(jobs) && Number(jobs) >= 1)) return;
  const report = { operator: 'convertByShards', what: 'jobs is no number of threads', got: jobs };
  throw new RangeError(describe({ ...report, expected: 'an integer from 1' }));
}

/** 0 where a file has no parts. */
async function sizeOf(path: string): Promise<number> {
  if (path === '-' || isGzipName(path)) return 0;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
}

async function inParts(
  labelled: Recipe,
  input: InputFile,
  output: string,
  jobs: number | undefined,
  given: ConvertOptions,
): Promise<Written> {
  const formats = formatsOf(labelled, output, given);
  const { to, csv, csvOut = {} } = formats;
  await refuseSameFile([input.path], output);
  const format = await outputFormat(output, to, csvOut.delimiter ?? csv?.delimiter);
  const recipe = withDecimals(labelled, csvOut);
  const options = { ...given, ...formats };
  const spans = await spanParts(recipe, input, format, options);
  const threads = jobs ?? (spans === undefined ? 1 : threadsFor(input.size));
  if (threads === 1) return convert(recipe, input.path, output, given);
  const target = () => {
    options.onOutput?.(format.kind);
    return targetOf(output, format.kind, options);
  };
  const crew = crewOf(Math.min(threads, Math.ceil(input.size / SPAN_BYTES)), { recipe, formats });
  // Whoever hears of it may tell V8 to work otherwise, which then takes no compiled code of Node's into new threads.
  void crew.loaded.then(() => options.onLane?.(spans && 'csv'));
  return byCrew(crew, threads, spans ?? shardParts(input, format, options), input, target, options);
}

/** This thread, and others beside it: as many as the system lets begin. */
function crewOf(threads: number, assignment: Assignment): Crew {
  const hands: Hand[] = [new OwnHand(assignment)];
  try {
    while (hands.length < threads) hands.push(new WorkerHand(assignment));
  } catch (error) {
    if (systemCode(error) !== 'ERR_WORKER_INIT_FAILED') throw error;
  }
  return new Crew(hands);
}

async function byCrew(
  crew: Crew,
  threads: number,
  parts: Parts,
  { size }: InputFile,
  openTarget: () => Promise<ShardTarget>,
  options: ConvertOptions,
): Promise<Written> {
  const { signal } = options;
  const told = new Told(options);
  let target: ShardTarget | undefined;
  const abort = () => void crew.dismiss(signal?.reason);
  signal?.addEventListener('abort', abort);
  const joinParts = async () => {
    // Each thread has one at work, every other thread another one, and one waits to be written.
    const ahead = Math.ceil(1.5 * threads) + 1;
    for await (const converted of parts.convert(crew, ahead)) {
      target ??= await openTarget();
      // Nothing is written any more to what is being taken away.
      signal?.throwIfAborted();
      options.onRead?.(size / parts.count);
      options.onRows?.(converted.rows);
      told.hear(converted.messages, converted.rows);
      await target.write(converted);
    }
    told.hear(await crew.finish(), 0);
    // Threads take some time to end, and the disk to take everything.
    const [written] = await Promise.all([(target ?? (await openTarget())).close(), crew.dismiss()]);
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

async function targetOf(
  path: string,
  kind: FileKind,
  options: ConvertOptions,
): Promise<ShardTarget> {
  const isText = kind.format === 'csv' || kind.format === 'tsv';
  if (isText) return new TextTarget(path, kind, options);
  const { ArrowTarget } = await import('./targets/arrow-target.js');
  return new ArrowTarget(path, kind, options);
}
