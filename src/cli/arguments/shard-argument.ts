import { show } from '../../errors.js';
import { DIALECT_KEYS } from '../../files/fast-csv/odd-dialect.js';
import type { Shard } from '../../files/shards/shard.js';
import type { Io } from '../io.js';
import type { Job, ShardNumber } from '../job.js';
import { type Given, single } from './flags.js';
import { UsageError } from './usage-error.js';

/** @throws UsageError where it is no part, or there is not one file to have it */
export function shardArgument(
  verb: string,
  given: Given,
  inputs: readonly string[],
  out: string | undefined,
): ShardNumber | undefined {
  const said = single(verb, given, 'shard');
  if (said === undefined) return undefined;
  const [, index, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(said)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new UsageError(
      `${verb}: --shard is no part (got ${show(said)}); expected K/N, such as 2/5, K from 1 to N`,
    );
  }
  const odd = DIALECT_KEYS.find((key) => given.flags.has(key));
  if (odd !== undefined) {
    throw new UsageError(`${verb}: --shard wants plain CSV, and --${odd} is given`);
  }
  if (inputs.length === 1 && inputs[0] !== '-' && out === undefined) return { index, count };
  throw new UsageError(`${verb}: --shard wants one file as input, and one output`);
}

/** The part of the input that a job works on, cut. */
export async function shardOf(
  { inputs, shard, from, csv }: Job,
  { signal }: Io,
): Promise<Shard | undefined> {
  if (shard === undefined) return undefined;
  const { oneShard } = await import('../../jobs/cuts/shards.js');
  return oneShard(inputs[0] as string, shard.index, shard.count, { format: from, csv, signal });
}
