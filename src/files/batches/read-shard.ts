import type { RecordBatch } from 'apache-arrow';
import { LogitflowError } from '../../errors.js';
import { type Runs, retold } from '../../flow/runs.js';
import type { ArrowReadOptions } from '../../formats/arrow-ipc/decoder.js';
import type { Joins } from '../../formats/arrow-ipc/joins/batch-pile.js';
import type { Reuse } from '../../formats/arrow-ipc/memory/batch-memory.js';
import { END_MARKER } from '../../formats/arrow-ipc/messages/framing.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { readArrowFileRuns } from '../../formats/arrow-ipc/reading/file-reader.js';
import { readArrowStreamRuns, streamOf } from '../../formats/arrow-ipc/reading/stream-reader.js';
import {
  type CsvPartDecoder,
  type CsvReadOptions,
  createCsvPartDecoder,
} from '../../formats/csv/decoder.js';
import type { LineOf } from '../../formats/csv/row-lines.js';
import type { ArrowShard, ArrowStreamShard, CsvShard, Shard } from '../shards/shard.js';
import { checkRows, checkSize } from '../shards/shard-bytes.js';
import { CHUNK_BYTES } from '../sources/byte-source.js';
import { joinedParts } from '../sources/joined-parts.js';
import { chunksOf } from '../sources/random-access.js';

/** How the batches of a shard are made, besides what it says itself. */
export interface ShardReading {
  readonly csv?: CsvReadOptions | undefined;
  /** For CSV, one that has read other shards of the same file. */
  readonly decoder?: ShardDecoder | undefined;
  readonly arrow?: ArrowReadOptions | undefined;
  /** As `BatchOptions` has them. */
  readonly reuseBuffers?: Reuse | undefined;
  readonly joins?: Joins | undefined;
  readonly onLines?: ((lineOf: LineOf) => void) | undefined;
}

/**
 * The record batches of a shard, at least one, under the schema that the whole file has.
 *
 * @throws FormatError where the file has changed since it was cut; and as the reader of its format
 */
export async function* readShardRuns(
  file: RandomAccess,
  shard: Shard,
  reading: ShardReading,
): Runs<RecordBatch> {
  checkSize(shard, file.size);
  let rows = 0;
  for await (const run of runsOf(file, shard, reading)) yield counted(run);
  checkRows(shard, rows);

  function* counted(run: Iterable<RecordBatch>): Generator<RecordBatch, void, undefined> {
    for (const batch of run) {
      rows += batch.numRows;
      yield batch;
    }
  }
}

function runsOf(file: RandomAccess, shard: Shard, reading: ShardReading) {
  if (shard.format === 'arrow') return ofFile(file, shard, reading);
  return shard.format === 'arrows'
    ? ofStream(file, shard, reading)
    : (reading.decoder ?? new ShardDecoder(reading.csv)).runs(file, shard, reading.onLines);
}

function ofFile(file: RandomAccess, { from, to }: ArrowShard, reading: ShardReading) {
  const { arrow, reuseBuffers = false, joins } = reading;
  return readArrowFileRuns(file, { ...arrow, from, to, reuseBuffers, joins });
}

/** The batches of shards of one CSV: its first block, which is read once, tells the types of all, as it tells those of the file. */
export class ShardDecoder {
  readonly #options: CsvReadOptions | undefined;
  #decoder: CsvPartDecoder | undefined;

  constructor(options: CsvReadOptions | undefined) {
    this.#options = options;
  }

  async *runs(
    file: RandomAccess,
    shard: CsvShard,
    onLines: ShardReading['onLines'],
  ): Runs<RecordBatch> {
    this.#decoder ??= await this.#learned(file, shard);
    const decoder = this.#decoder;
    onLines?.((row) => decoder.lineOf(row));
    decoder.begin(shard);
    // It copies what it is given.
    const room = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for await (const chunk of chunksOf(file, shard.from, shard.to, room)) yield decoder.push(chunk);
    yield decoder.end();
  }

  async #learned(file: RandomAccess, { delimiter, header }: CsvShard): Promise<CsvPartDecoder> {
    const decoder = createCsvPartDecoder({ ...this.#options, delimiter, header });
    for await (const chunk of chunksOf(file, 0, file.size)) if (decoder.learn(chunk)) break;
    return decoder;
  }
}

/** A stream of its own: the schema, the dictionaries in force, the messages of the shard and an end. */
function ofStream(
  file: RandomAccess,
  shard: ArrowStreamShard,
  { arrow, reuseBuffers, joins }: ShardReading,
): Runs<RecordBatch> {
  const parts = [...shard.before, [shard.from, shard.to] as const];
  const stream = streamOf(joinedParts(file, parts, END_MARKER), reuseBuffers);
  const runs = readArrowStreamRuns(stream, { ...arrow, joins });
  return retold(runs, (error) => inWholeFile(error, shard, parts));
}

/** An error of that stream, said of the file's bytes and batches. */
function inWholeFile(
  error: unknown,
  { batch: first }: ArrowStreamShard,
  parts: readonly (readonly [number, number])[],
): unknown {
  if (!(error instanceof LogitflowError)) return error;
  const { offset, batch } = error.report;
  const place = batch === undefined ? {} : { batch: first + batch };
  let before = 0;
  for (const [from, to] of parts) {
    if (offset !== undefined && offset < before + to - from) {
      return error.at({ ...place, offset: offset - before + from });
    }
    before += to - from;
  }
  return error.at(place);
}
