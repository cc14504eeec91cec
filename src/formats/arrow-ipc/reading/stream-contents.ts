import type { RecordBatch, Schema } from 'apache-arrow';
import { emptyBatch } from '../bodies/batches.js';
import { Dictionaries } from '../bodies/dictionaries.js';
import { inflated } from '../bodies/inflate.js';
import { BatchPile, type Joins } from '../joins/batch-pile.js';
import type { Common, Part } from '../joins/parts.js';
import { type ArrowLimits, checkRowLimit, checkSchema } from '../limits.js';
import type { Reuse } from '../memory/batch-memory.js';
import { UnpackingRoom } from '../memory/unpacking-room.js';
import type { Frame, LeftBody } from '../messages/framing.js';
import type { BatchMessage, DictionaryMessage } from '../messages/message.js';
import { refusal } from '../refuse.js';
import { type DistantBody, loadSlices } from '../slices/load-slices.js';

/** What the messages of a stream say, one after the other: a schema, dictionaries, batches. */
export class StreamContents {
  readonly #limits: ArrowLimits;
  readonly #reuse: Reuse;
  readonly #pile: BatchPile;
  readonly #room: UnpackingRoom;
  #common: Common | undefined;
  #batches = 0;

  /**
   * @param reuse  whether bodies are written over when the next ones come
   * @param joins  whether small batches that come together are given as one
   */
  constructor(limits: ArrowLimits, reuse: Reuse = false, joins?: Joins) {
    this.#limits = limits;
    this.#reuse = reuse;
    this.#pile = new BatchPile(joins, reuse);
    this.#room = new UnpackingRoom(reuse);
  }

  /** Undefined until its message has come. */
  get schema(): Schema | undefined {
    return this.#common?.schema;
  }

  /** The batches of messages, each when it is asked for. */
  batches(frames: Iterable<Frame>): Generator<RecordBatch, void, undefined> {
    return this.#pile.batches(this.#parts(frames));
  }

  *#parts(frames: Iterable<Frame>): Generator<Part | undefined, void, undefined> {
    for (const frame of frames) {
      const { message, offset } = frame;
      if (message.kind === 'batch') {
        yield this.#part(message, frame.body, offset);
        continue;
      }
      yield undefined;
      if (message.kind === 'schema') this.#open(message.schema, offset);
      else this.#define(message, frame.body, offset);
    }
  }

  #part(packed: BatchMessage, bytes: Uint8Array, offset: number): Part {
    const of = this.#opened(offset);
    const { message, body } = inflated(packed, bytes, this.#limits, offset, this.#room);
    checkRowLimit(message.layout.rows, this.#limits, offset);
    return { of, message, body, where: { batch: this.#batches++, offset } };
  }

  #define(packed: DictionaryMessage, bytes: Uint8Array, offset: number): void {
    const { dictionaries } = this.#opened(offset);
    const { message, body } = inflated(packed, bytes, this.#limits, offset, this.#room);
    dictionaries.add(message, this.#reuse !== false ? body.slice() : body, offset);
  }

  /** The slices of a batch that is not in memory. */
  slices({ message, offset }: LeftBody, body: DistantBody): AsyncIterable<RecordBatch> {
    const { schema, dictionaries } = this.#opened(offset);
    checkRowLimit(message.layout.rows, this.#limits, offset);
    const where = { batch: this.#batches++, offset };
    return loadSlices(schema, message, body, dictionaries, where);
  }

  /** The batch of no rows that stands for a stream without batches. */
  end(): RecordBatch | undefined {
    const { schema } = this.#opened(0);
    return this.#batches === 0 ? emptyBatch(schema) : undefined;
  }

  #open(schema: Schema, offset: number): void {
    if (this.#common !== undefined) {
      const expected = 'one schema for the whole stream';
      throw refusal({ what: 'a second schema', offset, expected });
    }
    checkSchema(schema, this.#limits, offset);
    this.#common = { schema, dictionaries: new Dictionaries(schema, true) };
  }

  #opened(offset: number): Common {
    if (this.#common !== undefined) return this.#common;
    throw refusal({ what: 'the stream does not begin with a schema', offset });
  }
}
