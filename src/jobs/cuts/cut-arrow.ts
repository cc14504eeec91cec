import type { ArrowShard, ArrowStreamShard } from '../../files/shards/shard.js';
import type { ArrowReadOptions } from '../../formats/arrow-ipc/decoder.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import {
  type BatchPlace,
  type DictionaryPlace,
  mapFile,
  mapStream,
  type StreamMap,
} from '../../formats/arrow-ipc/reading/message-map.js';

/** The shards of a file in Arrow's file format between fractions of its batches' bytes. */
export async function cutFile(
  path: string,
  file: RandomAccess,
  fractions: readonly number[],
  options?: ArrowReadOptions,
): Promise<readonly ArrowShard[]> {
  const batches = await mapFile(file, options);
  return ranges(batches, fractions).map((range) => {
    return { path, format: 'arrow', size: file.size, ...range };
  });
}

/** The same of Arrow's stream format. A shard begins behind the last batch of the one before. */
export async function cutStream(
  path: string,
  file: RandomAccess,
  fractions: readonly number[],
  options?: ArrowReadOptions,
): Promise<readonly ArrowStreamShard[]> {
  const map = await mapStream(file, options);
  const { schema, batches, end } = map;
  const byteAt = (batch: number) => (batch === 0 ? schema.to : batches[batch - 1]!.to);
  return ranges(batches, fractions).map(({ from: batch, to: next, row, rows }) => {
    const from = byteAt(batch);
    // What follows the last batch belongs to it, too.
    const to = next === batches.length ? Math.max(from, end) : byteAt(next);
    const span = { from, to, row, rows };
    return { path, format: 'arrows', size: file.size, ...span, batch, before: before(map, from) };
  });
}

/** What a reader has to know that begins at `from`. */
function before({ schema, dictionaries, nested }: StreamMap, from: number) {
  const earlier = dictionaries.filter((place) => place.from < from);
  const known = nested ? earlier : inForce(earlier);
  return [schema, ...known].map((place) => [place.from, place.to] as const);
}

/** Each dictionary's last replacement, and what has been added to it since. */
function inForce(dictionaries: readonly DictionaryPlace[]): readonly DictionaryPlace[] {
  const last = new Map<number, DictionaryPlace>();
  for (const place of dictionaries) if (!place.isDelta) last.set(place.id, place);
  return dictionaries.filter(({ id, from }) => from >= (last.get(id)?.from ?? 0));
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly rows: number;
}

function ranges(batches: readonly BatchPlace[], fractions: readonly number[]): readonly Range[] {
  const borders = nearestBorders(batches, fractions);
  const firstRows = runningSums(batches.map(({ rows }) => rows));
  return borders.slice(1).map((to, i) => {
    const from = borders[i]!;
    const row = firstRows[from]!;
    return { from, to, row, rows: firstRows[to]! - row };
  });
}

/** For each fraction of all bytes, the border between two batches that is nearest to it: the index of the second. */
function nearestBorders(
  batches: readonly BatchPlace[],
  fractions: readonly number[],
): readonly number[] {
  const ends = runningSums(batches.map(({ from, to }) => to - from));
  const total = ends.at(-1)!;
  let border = 0;
  return fractions.map((fraction) => {
    const target = fraction * total;
    while (border + 1 < ends.length && ends[border + 1]! - target <= target - ends[border]!)
      border++;
    return border;
  });
}

/** One more than there are numbers, beginning with 0. */
function runningSums(numbers: readonly number[]): readonly number[] {
  const sums = [0];
  for (const number of numbers) sums.push(sums.at(-1)! + number);
  return sums;
}
