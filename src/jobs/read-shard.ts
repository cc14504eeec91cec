import type { RecordBatch } from 'apache-arrow';
import type { Observable } from 'rxjs';
import { checkOptions } from '../errors.js';
import { readRuns } from '../files/batches/read-batches.js';
import { checkShard, type Shard } from '../files/shards/shard.js';
import { checkGate, type Gate } from '../flow/gate.js';
import { lendableRuns } from '../flow/lendable-runs.js';
import { type ArrowReadOptions, checkLimits } from '../formats/arrow-ipc/limits.js';
import { BatchMemories } from '../formats/arrow-ipc/memory/batch-memory.js';
import { type CsvReadOptions, planReading, READ_KEYS } from '../formats/csv/options.js';

/** What `readShard` takes; the rest the shard says. */
export interface ReadShardOptions {
  /** For shards of a CSV; delimiter and header line are as the shard says. */
  readonly csv?: Omit<CsvReadOptions, 'delimiter' | 'header'>;
  /** For shards of Arrow files. */
  readonly arrow?: ArrowReadOptions;
  /** The gate to wait at; default: the sink's, found by itself. */
  readonly gate?: Gate;
}

/** What the shard does not say itself. */
const CSV_KEYS = READ_KEYS.filter((key) => key !== 'delimiter' && key !== 'header');

/**
 * The record batches of a part that `shards` has cut, under the schema that the whole file has: one after the other, the
 * shards' rows are the file's. The types of a CSV's columns are what its first block says, for every shard alike.
 *
 * As `read` otherwise: cold, at least one batch, no faster than the sink. Errors name rows, batches, lines and bytes of
 * the file. A file of another size or number of rows than the one that was cut is a FormatError.
 *
 * @throws TypeError, RangeError, when it is called, where the shard is none, or an option
 */
export function readShard(shard: Shard, options: ReadShardOptions = {}): Observable<RecordBatch> {
  checkShard('readShard', shard);
  checkOptions('readShard', options, ['csv', 'arrow', 'gate']);
  const { gate, csv = {}, arrow = {} } = options;
  checkOptions('readShard', csv, CSV_KEYS);
  checkGate('readShard', gate);
  planReading('readShard', csv);
  checkLimits('readShard', arrow);
  const reading = { csv, arrow, shard };
  return lendableRuns(
    (signal, lends) =>
      readRuns(shard.path, {
        ...reading,
        signal,
        reuseBuffers: lends ? new BatchMemories() : undefined,
      }),
    gate,
  );
}
