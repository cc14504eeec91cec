import type { RandomAccess } from '../formats/arrow-ipc/random-access.js';
import type { CsvLane } from '../lanes/csv/lane.js';
import type { Recipe } from '../recipes/recipe.js';
import { CHUNK_BYTES } from './byte-source.js';
import { csvLane, fitsLane } from './convert-csv.js';
import type { ConvertOptions } from './convert-options.js';
import { borderBehind, type CsvSpan } from './csv-span.js';

/** What became of a span. */
export interface SpanConverted {
  /** Where the next span's records begin. */
  readonly to: number;
  readonly rows: number;
  readonly batches: number;
}

/** Takes a piece of output, whose memory is used again. */
export type Give = (piece: Uint8Array) => void;

/**
 * Converts the records of a span that begin at `from` by the CSV lane, which finds where they end by reading them.
 *
 * @param out  the delimiter of the output
 * @returns undefined where that is nothing for the lane, also where a row is an error: what has been given is void then
 */
export async function convertSpan(
  recipe: Recipe,
  file: RandomAccess,
  span: CsvSpan,
  from: number,
  out: string | undefined,
  options: ConvertOptions,
  give: Give,
): Promise<SpanConverted | undefined> {
  // A file that has changed is refused where shards are read.
  if (file.size !== span.size || !fitsLane(options, span.delimiter, out)) return undefined;
  const lane = csvLane(recipe, span.delimiter, options);
  const feed = feeder(lane, file, give);
  try {
    await feed(0, span.first.at);
    await feed(from, span.to);
    const { unfinished } = lane;
    if (unfinished === undefined) return undefined;
    const begun = Math.max(from, span.to) - unfinished;
    const { at: to } = await borderBehind(file, span, begun, span.to);
    await feed(Math.max(from, span.to), to);
    for await (const piece of lane.end()) give(piece);
    if (lane.unfinished === undefined) return undefined;
    return { to, rows: lane.rows, batches: lane.batches };
  } catch {
    // Whoever does it again meets it again, and says it of the file's rows.
    return undefined;
  } finally {
    lane.release();
  }
}

/** Pushes bytes of the file into the lane, which copies what it is given. */
function feeder(lane: CsvLane, file: RandomAccess, give: Give) {
  const room = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return async (from: number, to: number) => {
    for (let at = from; at < to; at += CHUNK_BYTES) {
      const chunk = await file.read(at, Math.min(CHUNK_BYTES, to - at), room);
      for await (const piece of lane.push(chunk)) give(piece);
    }
  };
}
