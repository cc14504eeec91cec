import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import type { CsvLane } from '../../lanes/csv/lane.js';
import type { Recipe } from '../../recipes/recipe.js';
import { borderBehind, type CsvSpan } from '../shards/csv-span.js';
import { csvBeginning } from '../shards/shard-bytes.js';
import { CHUNK_BYTES } from '../sources/byte-source.js';
import { csvLane, fitsLane } from './convert-csv.js';
import type { ConvertOptions } from './convert-options.js';

/** What became of a span. */
export interface SpanConverted {
  /** Where the next span's records begin. */
  readonly to: number;
  readonly rows: number;
  readonly batches: number;
}

/** Takes a piece of output, whose memory is used again. */
export type Give = (piece: Uint8Array) => void;

/** Converts spans of one file by the CSV lane, one after the other, in the same memory. */
export class SpanConverter {
  readonly #recipe: Recipe;
  /** Behind a span, as it begins the next one. */
  #lane: CsvLane | undefined;
  #room: Uint8Array | undefined;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
  }

  /**
   * Converts the records of a span that begin at `from`; the lane finds where they end by reading them.
   *
   * @param out  the delimiter of the output
   * @param options  the same for all spans; but only the first of the file writes a header
   * @returns undefined where that is nothing for the lane, also where a row is an error: what has been given is void then
   */
  async convert(
    file: RandomAccess,
    span: CsvSpan,
    from: number,
    out: string | undefined,
    options: ConvertOptions,
    give: Give,
  ): Promise<SpanConverted | undefined> {
    // A file that has changed is refused where shards are read.
    if (file.size !== span.size || !fitsLane(options, span.delimiter, out)) return undefined;
    const before = this.#lane;
    this.#lane = undefined;
    const lane = before ?? (await this.#begin(file, span, options));
    const feed = this.#feeder(lane, file, give);
    // Whoever does it again meets an error again, and says it of the file's rows.
    const done = await spanBy(lane, feed, file, span, from, give).catch(() => undefined);
    if (done === undefined) lane.release();
    else {
      lane.again();
      this.#lane = lane;
    }
    return done;
  }

  /** The file's beginning tells each lane what it tells the others. */
  async #begin(file: RandomAccess, span: CsvSpan, options: ConvertOptions): Promise<CsvLane> {
    const beginning = await csvBeginning(file, span);
    return csvLane(this.#recipe, span.delimiter, options, beginning);
  }

  /** Pushes bytes of the file into the lane, which copies what it is given. */
  #feeder(lane: CsvLane, file: RandomAccess, give: Give): Feed {
    this.#room ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const room = this.#room;
    return async (from: number, to: number) => {
      let at = from;
      // Also none: the lane begins with what it is pushed.
      do {
        const length = Math.max(0, Math.min(CHUNK_BYTES, to - at));
        const chunk = await file.read(at, length, room);
        if (chunk.length < length) throw new RangeError('the file has been cut');
        for await (const piece of lane.push(chunk)) give(piece);
        at += length;
      } while (at < to);
    };
  }
}

/** Takes the bytes `from` to `to − 1` of the file. */
type Feed = (from: number, to: number) => Promise<void>;

async function spanBy(
  lane: CsvLane,
  feed: Feed,
  file: RandomAccess,
  span: CsvSpan,
  from: number,
  give: Give,
): Promise<SpanConverted | undefined> {
  await feed(from, span.to);
  const { unfinished } = lane;
  if (unfinished === undefined) return undefined;
  const behind = Math.max(from, span.to);
  const { at: to } = await borderBehind(file, span, behind - unfinished, span.to);
  await feed(behind, to);
  for await (const piece of lane.end()) give(piece);
  if (lane.unfinished === undefined) return undefined;
  const { rows, batches } = lane;
  return { to, rows, batches };
}
