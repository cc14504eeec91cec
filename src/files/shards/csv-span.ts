import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { delimiterByte } from '../../formats/csv/options.js';
import { quotedEnd, seemsQuoted } from '../../formats/csv/scan/guess-border.js';
import { type Border, RecordBorders } from '../../formats/csv/scan/record-borders.js';
import { CHUNK_BYTES } from '../sources/byte-source.js';
import type { CsvShard } from './shard.js';

/**
 * A part of a CSV of which only about where it lies is known: the records from the first border at or behind `from` up to
 * the first one at or behind `to`. Spans can be worked on side by side before anybody has read all that is before them.
 */
export interface CsvSpan
  extends Pick<CsvShard, 'path' | 'format' | 'size' | 'from' | 'to' | 'first' | 'delimiter'> {
  /** Whether `from` is a border: else the first one behind it is a guess, which the span before proves right or wrong. */
  readonly isBorder: boolean;
  /** Whether records have one field. */
  readonly single: boolean;
}

/** Enough of a text to tell by its quotes whether it begins within some. */
const WINDOW_BYTES = 1 << 16;

/** Where the records of a span begin: known, or guessed. */
export async function beginOf(file: RandomAccess, span: CsvSpan): Promise<number> {
  const { from, size } = span;
  if (span.isBorder) return from;
  // The byte before tells whether `from` is a border itself.
  const window = await file.read(from - 1, Math.min(WINDOW_BYTES, size - from + 1));
  const isQuoted = seemsQuoted(window, delimiterByte('shards', span.delimiter));
  const start = from - 1 + (isQuoted ? quotedEnd(window) : 0);
  // None of these places is a border itself.
  return (await borderBehind(file, span, start, Math.max(from, start + 1))).at;
}

/** The first border at or behind `target`, where no quotes are open at `start`; rows and lines count from there. */
export async function borderBehind(
  file: RandomAccess,
  { delimiter, single, size }: Pick<CsvSpan, 'delimiter' | 'size'> & Partial<CsvSpan>,
  start: number,
  target: number,
): Promise<Border> {
  const byte = delimiterByte('shards', delimiter);
  const borders = new RecordBorders(byte, false, start, [target], single);
  let at = start;
  // Mostly the border is near, unless all of the span is before it.
  for (let length = NEAR_BYTES; at < size && !borders.complete; length = CHUNK_BYTES) {
    const chunk = await file.read(at, Math.min(length, size - at));
    // It has been cut: whoever reads the part says so.
    if (chunk.length === 0) break;
    borders.push(chunk);
    at += chunk.length;
  }
  return borders.complete ? borders.found[0]! : borders.end()[0]!;
}

const NEAR_BYTES = 1 << 12;

/** The span as a shard, where its records begin at `from`; found by reading them. Rows and lines are counted from there. */
export async function shardFrom(
  file: RandomAccess,
  span: CsvSpan,
  from: number,
): Promise<CsvShard> {
  const { path, format, size, first, delimiter } = span;
  const { at: to, row: rows } = await borderBehind(file, span, from, span.to);
  const place = { from, to, row: 0, rows, line: first.line };
  return { path, format, size, first, delimiter, header: true, ...place };
}
