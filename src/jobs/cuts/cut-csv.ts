import { delimiterOf } from '../../files/file-kind.js';
import type { CsvShard } from '../../files/shards/shard.js';
import { CHUNK_BYTES } from '../../files/sources/byte-source.js';
import { chunksOf } from '../../files/sources/random-access.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import type { CsvReadOptions } from '../../formats/csv/decoder.js';
import { delimiterByte } from '../../formats/csv/options.js';
import { RecordBorders } from '../../formats/csv/scan/record-borders.js';

interface Dialect extends Pick<CsvReadOptions, 'delimiter' | 'header'> {
  readonly format: 'csv' | 'tsv';
}

/**
 * The shards of a CSV between fractions of its bytes: each begins at the first border that is not before its own. They come
 * as they are found, while the file is read.
 */
export async function* cutCsv(
  path: string,
  file: RandomAccess,
  fractions: readonly number[],
  { format, delimiter = delimiterOf(format), header = true }: Dialect,
): AsyncGenerator<CsvShard, void, undefined> {
  const { size } = file;
  const targets = fractions.map((fraction) => Math.floor(size * fraction));
  const from = await markLength(file);
  const borders = new RecordBorders(delimiterByte('shards', delimiter), header, from, targets);
  const { found } = borders;
  let given = 0;
  function* whole(): Generator<CsvShard, void, undefined> {
    for (; given + 1 < found.length; given++) {
      const [{ at, row, line }, next] = [found[given]!, found[given + 1]!];
      const span = { from: at, to: next.at, row, rows: next.row - row, line };
      // Known before any border is.
      const first = { at: borders.first!.at, line: borders.first!.line };
      yield { path, format, size, ...span, first, delimiter, header };
    }
  }
  const room = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for await (const chunk of chunksOf(file, from, size, room)) {
    borders.push(chunk);
    yield* whole();
    if (borders.complete) return;
  }
  borders.end();
  yield* whole();
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** How many bytes at the beginning are none of the first record. */
export async function markLength(file: RandomAccess): Promise<number> {
  const head = await file.read(0, BYTE_ORDER_MARK.length);
  return BYTE_ORDER_MARK.equals(head) ? BYTE_ORDER_MARK.length : 0;
}
