import type { ConvertOptions } from '../files/conversion/convert.js';
import { fitsLane } from '../files/conversion/convert-csv.js';
import type { KnownFormats } from '../files/conversion/recipe-formats.js';
import type { FileKind } from '../files/file-kind.js';
import type { OutputFormat } from '../files/output-format.js';
import type { CsvSpan } from '../files/shards/csv-span.js';
import type { Shard } from '../files/shards/shard.js';
import { isLaneStep } from '../lanes/csv/steps/steps.js';
import { asksRow } from '../recipes/asks-row.js';
import type { Recipe } from '../recipes/recipe.js';
import type { Crew } from './crew.js';
import { spansOf } from './cuts/csv-spans.js';
import { eachShard } from './cuts/shards.js';
import { inOrder, inOrderOfBorders, type SpanTask } from './in-order.js';
import type { Converted } from './replies.js';
import type { Task } from './worker-messages.js';

/** A regular file. */
export interface InputFile {
  readonly path: string;
  readonly size: number;
}

/** What a file is cut into. */
export interface Parts {
  readonly count: number;
  /** What a crew makes of them, in their order; at most `ahead` are under way or wait for their turn. */
  convert(crew: Crew, ahead: number): AsyncGenerator<Converted, void, undefined>;
}

/** A span's bytes: what a thread converts at once, and what is held until its turn to be written. */
export const SPAN_BYTES = 1 << 20;
/** A shard's: as text, one of Arrow takes more than twice as many, and several wait for their turn. */
const SHARD_BYTES = 1 << 22;

type PartOptions = Pick<ConvertOptions, 'signal'> & KnownFormats;

/**
 * Spans, where a lane computes everything and no step asks which row of the file it has: nobody need read all that is before a
 * part to say where it begins. undefined where that is not so.
 */
export async function spanParts(
  recipe: Recipe,
  { path, size }: InputFile,
  output: OutputFormat,
  options: PartOptions,
): Promise<Parts | undefined> {
  if (!recipe.steps.every((step) => isLaneStep(step) && !asksRow(step))) return undefined;
  const { from: format, csv } = options;
  const spans = await spansOf(path, Math.ceil(size / SPAN_BYTES), { format, csv });
  const first = spans?.[0];
  if (spans === undefined || first === undefined) return undefined;
  output.learn(first.format);
  if (!fitsLane(options, first.delimiter, output.delimiter)) return undefined;
  const tasks = [...spanTasks(spans, output)];
  return { count: spans.length, convert: (crew, ahead) => inOrderOfBorders(tasks, crew, ahead) };
}

function* spanTasks(spans: readonly CsvSpan[], output: OutputFormat): Generator<SpanTask> {
  const to = partKind(output);
  const { delimiter } = output;
  for (const [index, part] of spans.entries()) yield { part, first: index === 0, to, delimiter };
}

/** Shards, which can be had of any file. */
export function shardParts(
  { path, size }: InputFile,
  output: OutputFormat,
  { from: format, csv, arrow, signal }: PartOptions,
): Parts {
  const count = Math.ceil(size / SHARD_BYTES);
  const shards = eachShard(path, count, { format, csv, arrow, signal });
  return { count, convert: (crew, ahead) => inOrder(shardTasks(shards, output), crew, ahead) };
}

/** The first shard says what the input is, and standard output takes after that. */
async function* shardTasks(
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
