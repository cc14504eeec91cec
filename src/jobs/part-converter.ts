import { type ConvertOptions, convert } from '../files/conversion/convert.js';
import type { ShardConverter } from '../files/conversion/convert-shards.js';
import { SpanConverter } from '../files/conversion/convert-span.js';
import { inFile } from '../files/in-file.js';
import { beginOf, type CsvSpan, shardFrom } from '../files/shards/csv-span.js';
import type { Shard } from '../files/shards/shard.js';
import type { Written } from '../files/sinks/batch-sink.js';
import { TakingStream } from '../files/sinks/stream-sink.js';
import { type ByteSource, openSource } from '../files/sources/byte-source.js';
import { blocking } from '../files/sources/descriptor.js';
import { notSeekable, randomAccess } from '../files/sources/random-access.js';
import { isLaneStep } from '../lanes/csv/steps/steps.js';
import type { Recipe } from '../recipes/recipe.js';
import type { RecipeHooks } from '../recipes/to-operator.js';
import { worksByBatch } from '../recipes/works-by-batch.js';
import { OutputRooms } from './output-rooms.js';
import {
  type Assignment,
  type Done,
  isSpan,
  type Message,
  type Task,
  toFailure,
  type Work,
} from './worker-messages.js';

/** Hears what a converter says; buffers that are `moved` are not used by it any more. */
export type Say = (message: Message, moved?: readonly ArrayBuffer[]) => void;

/** Converts parts of files, one after the other as it is told to, and says what becomes of them. */
export class PartConverter {
  readonly #assignment: Assignment;
  readonly #say: Say;
  readonly #signal: AbortSignal | undefined;
  readonly #rooms: OutputRooms;
  readonly #hooks: RecipeHooks;
  readonly #spans: SpanConverter;
  #shards: ShardConverter | undefined;
  readonly #states: Promise<ConvertOptions['states']>;
  /** Of the spans, which all are of one file. */
  #source: Promise<ByteSource> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param signal  ends what is under way when it aborts; undefined in a thread that does nothing else */
  constructor(assignment: Assignment, say: Say, signal?: AbortSignal) {
    this.#assignment = assignment;
    this.#say = say;
    this.#signal = signal;
    this.#rooms = new OutputRooms((bytes) => say({ kind: 'bytes', bytes }, [bytes.buffer]));
    this.#hooks = {
      report: (step, op, counts) => say({ kind: 'counts', step, op, counts }),
      warn: (message) => say({ kind: 'warning', message }),
    };
    this.#spans = new SpanConverter(assignment.recipe);
    this.#states = statesOfSteps(assignment);
    // Whoever asks for a conversion hears of it.
    this.#states.catch(() => {});
  }

  obey(order: Work): void {
    if (order.kind === 'reuse') this.#rooms.reuse(order.buffers);
    else if (order.kind === 'finish') this.#last = this.#last.then(() => this.#finish());
    else this.#last = this.#last.then(() => this.#convert(order.task));
  }

  /** When what is under way has ended. */
  async close(): Promise<void> {
    await this.#last;
    const source = await this.#source?.catch(() => undefined);
    await source?.close();
  }

  async #convert(task: Task): Promise<void> {
    const { part } = task;
    try {
      this.#signal?.throwIfAborted();
      this.#rooms.drop();
      const done = isSpan(part) ? await this.#ofSpan(part, task) : await this.#ofShard(part, task);
      this.#rooms.flush();
      this.#say({ kind: 'done', ...done });
    } catch (error) {
      this.#say({ kind: 'failed', failure: toFailure(error) });
    }
  }

  #finish(): void {
    this.#shards?.finish();
    this.#say({ kind: 'done', rows: 0, batches: 0 });
  }

  async #ofShard(
    shard: Shard,
    task: Task,
    hooks: Pick<ConvertOptions, 'onLane'> = {},
  ): Promise<Done> {
    const options = {
      ...(await this.#optionsOf(task)),
      ...hooks,
      shard,
      stdout: new TakingStream((chunk) => this.#rooms.put(chunk)),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    };
    const { recipe } = this.#assignment;
    const byItself = async () => convert(recipe, shard.path, '-', options);
    if (!mayFollow(shard, task) || !isBatchByBatch(recipe)) return doneOf(await byItself());
    this.#shards ??= await this.#shardConverter();
    try {
      return doneOf(await this.#shards.convert(shard, options));
    } catch (error) {
      // By itself it fails again, and says where in the file.
      this.#rooms.drop();
      await byItself();
      throw error;
    }
  }

  /** By the lane, or, where that is nothing for the lane, as a shard, of which the end has to be looked for first. */
  async #ofSpan(span: CsvSpan, task: Task): Promise<Done> {
    let shard: Shard;
    try {
      const file = await this.#fileOf(span);
      const from = await beginOf(file, span);
      this.#say({ kind: 'begun', from });
      const options = await this.#optionsOf(task);
      const give = (piece: Uint8Array) => this.#rooms.put(piece);
      const done = await this.#spans.convert(file, span, from, task.delimiter, options, give);
      if (done !== undefined) return done;
      this.#rooms.drop();
      this.#say({ kind: 'again' });
      shard = await shardFrom(file, span, from);
    } catch (error) {
      throw inFile(span.path, error);
    }
    const onLane = (lane: string | undefined, row = 0) => {
      if (lane === undefined) this.#say({ kind: 'operators', row });
    };
    return { ...(await this.#ofShard(shard, task, { onLane })), to: shard.to };
  }

  /** apache-arrow comes with it. */
  async #shardConverter(): Promise<ShardConverter> {
    const { ShardConverter } = await import('../files/conversion/convert-shards.js');
    return new ShardConverter(this.#assignment.recipe, this.#hooks);
  }

  async #fileOf({ path }: CsvSpan) {
    this.#source ??= openSource(path);
    const { descriptor } = await this.#source;
    if (descriptor === undefined) throw notSeekable(path);
    // A thread of its own has nothing to hear of while it reads.
    if (this.#signal === undefined) return randomAccess(path, blocking(descriptor));
    return randomAccess(path, descriptor, () => this.#signal?.throwIfAborted());
  }

  async #optionsOf({ first, to }: Task): Promise<ConvertOptions> {
    const { formats } = this.#assignment;
    return {
      ...formats,
      to,
      csvOut: first ? formats.csvOut : { ...formats.csvOut, continues: true },
      states: await this.#states,
      ...this.#hooks,
    };
  }
}

function doneOf({ rows, batches }: Written): Done {
  return { rows, batches };
}

/** Whether a shard is read the same way whatever it becomes: cells of a CSV that becomes one are raw. */
function mayFollow(shard: Shard, { to }: Task): boolean {
  const isText = shard.format === 'csv' || shard.format === 'tsv';
  return !isText || to.format === 'arrows';
}

/** Whether no step asks which row of the file it has, or keeps a batch. */
function isBatchByBatch(recipe: Recipe): boolean {
  return recipe.steps.every(isLaneStep) && worksByBatch(recipe);
}

/** Steps of lanes name no states; to read some takes apache-arrow, which takes long to load. */
async function statesOfSteps({ recipe }: Assignment): Promise<ConvertOptions['states']> {
  if (recipe.steps.every(isLaneStep)) return undefined;
  const { statesOf } = await import('../files/conversion/step-states.js');
  return statesOf(recipe);
}
