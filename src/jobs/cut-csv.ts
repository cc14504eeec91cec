import { delimiterOf } from '../files/file-kind.js';
import { chunksOf } from '../files/random-access.js';
import type { CsvShard } from '../files/shard.js';
import type { RandomAccess } from '../formats/arrow-ipc/random-access.js';
import type { CsvReadOptions } from '../formats/csv/decoder.js';
import { delimiterByte } from '../formats/csv/options.js';
import { type Border, RecordBorders } from '../formats/csv/record-borders.js';

interface Dialect extends Pick<CsvReadOptions, 'delimiter' | 'header'> {
  readonly format: 'csv' | 'tsv';
}

/** The shards of a CSV between fractions of its bytes: each begins at the first border that is not before its own. */
export async function cutCsv(
  path: string,
  file: RandomAccess,
  fractions: readonly number[],
  { format, delimiter = delimiterOf(format), header = true }: Dialect,
): Promise<readonly CsvShard[]> {
  const { size } = file;
  const targets = fractions.map((fraction) => Math.floor(size * fraction));
  const from = await markLength(file);
  const borders = new RecordBorders(delimiterByte('shards', delimiter), header, from, targets);
  for await (const chunk of chunksOf(file, from, size)) {
    borders.push(chunk);
    if (borders.complete) break;
  }
  return spans(borders.end()).map(([{ at, row, line }, next]) => {
    const span = { from: at, to: next.at, row, rows: next.row - row, line };
    return { path, format, size, ...span, delimiter, header };
  });
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

async function markLength(file: RandomAccess): Promise<number> {
  const head = await file.read(0, BYTE_ORDER_MARK.length);
  return BYTE_ORDER_MARK.equals(head) ? BYTE_ORDER_MARK.length : 0;
}

function spans(borders: readonly Border[]): readonly (readonly [Border, Border])[] {
  return borders.slice(1).map((next, i) => [borders[i]!, next]);
}
