import type { RecordBatch, Schema } from 'apache-arrow';
import { emptyBatch, loadBatch } from './batches.js';
import { inflated } from './compression/inflate.js';
import { Dictionaries } from './dictionaries.js';
import type { Frame, LeftBody } from './framing.js';
import { type ArrowLimits, checkRowLimit, checkSchema } from './limits.js';
import { refusal } from './refuse.js';
import { type DistantBody, loadSlices } from './slices/load-slices.js';

/** What the messages of a stream say, one after the other: a schema, dictionaries, batches. */
export class StreamContents {
  readonly #limits: ArrowLimits;
  readonly #isFleeting: boolean;
  #schema: Schema | undefined;
  #dictionaries: Dictionaries | undefined;
  #batches = 0;

  /** @param isFleeting  whether bodies are written over when the next ones come */
  constructor(limits: ArrowLimits, isFleeting = false) {
    this.#limits = limits;
    this.#isFleeting = isFleeting;
  }

  /** Undefined until its message has come. */
  get schema(): Schema | undefined {
    return this.#schema;
  }

  /** The batches of messages, each when it is asked for. */
  *batches(frames: Iterable<Frame>): Generator<RecordBatch, void, undefined> {
    for (const frame of frames) {
      const batch = this.#add(frame);
      if (batch !== undefined) yield batch;
    }
  }

  #add(frame: Frame): RecordBatch | undefined {
    const { offset } = frame;
    if (frame.message.kind === 'schema') return this.#open(frame.message.schema, offset);
    const { schema, dictionaries } = this.#opened(offset);
    const { message, body } = inflated(frame.message, frame.body, this.#limits, offset);
    if (message.kind === 'batch') {
      checkRowLimit(message.layout.rows, this.#limits, offset);
      const where = { batch: this.#batches++, offset };
      return loadBatch(schema, message, body, dictionaries, where);
    }
    dictionaries.add(message, this.#isFleeting ? body.slice() : body, offset);
    return undefined;
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

  #open(schema: Schema, offset: number): undefined {
    if (this.#schema !== undefined) {
      const expected = 'one schema for the whole stream';
      throw refusal({ what: 'a second schema', offset, expected });
    }
    checkSchema(schema, this.#limits, offset);
    this.#schema = schema;
    this.#dictionaries = new Dictionaries(schema, true);
  }

  #opened(offset: number) {
    const [schema, dictionaries] = [this.#schema, this.#dictionaries];
    if (schema !== undefined && dictionaries !== undefined) return { schema, dictionaries };
    throw refusal({ what: 'the stream does not begin with a schema', offset });
  }
}
