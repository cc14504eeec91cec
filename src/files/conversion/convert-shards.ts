import type { RecordBatch } from 'apache-arrow';
import { Subject } from 'rxjs';
import { flattened } from '../../flow/runs.js';
import { BatchMemories } from '../../formats/arrow-ipc/memory/batch-memory.js';
import type { Recipe } from '../../recipes/recipe.js';
import { type RecipeHooks, toOperator } from '../../recipes/to-operator.js';
import { readShardRuns, ShardDecoder } from '../batches/read-shard.js';
import { kindSaid } from '../file-kind.js';
import { outputFormat } from '../output-format.js';
import type { Shard } from '../shards/shard.js';
import type { Written } from '../sinks/batch-sink.js';
import { openSource } from '../sources/byte-source.js';
import { notSeekable, randomAccess } from '../sources/random-access.js';
import { makeSink } from './convert-batches.js';
import type { ConvertOptions } from './convert-options.js';

/**
 * Converts shards of one file by the operators of a recipe that works batch by batch and asks no row for its place, one shard after
 * the other: operators and memory are made once.
 */
export class ShardConverter {
  readonly #recipe: Recipe;
  readonly #hooks: RecipeHooks;
  #operators: Operators | undefined;
  #decoder: ShardDecoder | undefined;

  /** @param hooks  hear of all shards at once, when they are finished */
  constructor(recipe: Recipe, hooks: RecipeHooks) {
    this.#recipe = recipe;
    this.#hooks = hooks;
  }

  /**
   * Writes a shard to `stdout`.
   *
   * @throws as `convert`, but that errors do not name rows of the file; what has been counted is lost then
   */
  convert(shard: Shard, options: ConvertOptions): Promise<Written> {
    this.#decoder ??= new ShardDecoder({ ...options.csv, reuseBuffers: true });
    this.#operators ??= new Operators(this.#recipe, this.#hooks);
    return converted(shard, this.#operators, this.#decoder, options);
  }

  finish(): void {
    this.#operators?.complete();
  }
}

async function converted(
  shard: Shard,
  operators: Operators,
  decoder: ShardDecoder,
  options: ConvertOptions,
): Promise<Written> {
  const { to, csv, csvOut, arrow, signal } = options;
  const delimiter = csvOut?.delimiter ?? csv?.delimiter;
  const format = await outputFormat('-', kindSaid(to), delimiter);
  const source = await openSource(shard.path, signal === undefined ? {} : { signal });
  try {
    if (source.descriptor === undefined) throw notSeekable(shard.path);
    const file = await randomAccess(shard.path, source.descriptor);
    operators.memory.bodies.nextBatch();
    const sink = makeSink('-', format, options);
    const reuseBuffers = operators.memory;
    const reading = { arrow, decoder, reuseBuffers, joins: { onJoin: () => {} } };
    for await (const batch of flattened(readShardRuns(file, shard, reading))) {
      for (const result of operators.compute(batch)) await sink.write(result);
    }
    return await sink.close();
  } finally {
    await source.close();
  }
}

/** The operators of a recipe, which stay when a shard ends. */
class Operators {
  /** Where batches lie one after the other. */
  readonly memory = new BatchMemories();
  readonly #batches = new Subject<RecordBatch>();
  #results: RecordBatch[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(recipe: Recipe, hooks: RecipeHooks) {
    const operator = toOperator(recipe, { ...hooks, reuseResults: true });
    operator(this.#batches).subscribe({
      next: (result) => this.#results.push(result),
      error: (error: unknown) => {
        this.#failure = { error };
      },
    });
  }

  /** The results are used again for the next batch. */
  compute(batch: RecordBatch): readonly RecordBatch[] {
    this.#results = [];
    this.#batches.next(batch);
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#results;
  }

  complete(): void {
    this.#batches.complete();
  }
}
