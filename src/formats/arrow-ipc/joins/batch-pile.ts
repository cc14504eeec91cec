import type { RecordBatch, Schema } from 'apache-arrow';
import { recordBatch } from '../../../columns/batches.js';
import { LogitflowError, type Place } from '../../../errors.js';
import { checkRows, loadBatch } from '../batches.js';
import { BodyReader } from '../body-reader.js';
import type { Dictionaries } from '../dictionaries.js';
import type { BatchMessage } from '../message.js';
import { READ_BYTES } from '../read-bytes.js';
import { joinColumn } from './join-columns.js';
import { JoinRoom } from './join-room.js';

/** That small batches are to be joined. */
export interface Joins {
  /** Called when that has been done: from there on batches are not those of the file. */
  onJoin(): void;
}

/** What the batches of a file have in common. */
export interface Common {
  readonly schema: Schema;
  readonly dictionaries: Dictionaries;
}

/** A record batch in memory that has not been looked into. */
export interface Part {
  readonly of: Common;
  readonly message: BatchMessage;
  readonly body: Uint8Array;
  readonly where: Place;
}

/** A larger body is given as it is: to copy it costs more than a batch of its own. */
const SMALL_BYTES = 2 ** 18;

/**
 * Makes batches of messages; small ones that lie in memory together become one, if that is asked for. Every one is checked as
 * it would be by itself, and where one is refused, or cannot be joined, all are given one by one: so what is refused, in what
 * words and after which rows, is the same.
 */
export class BatchPile {
  readonly #joins: Joins | undefined;
  readonly #room: JoinRoom;
  #parts: Part[] = [];
  #bytes = 0;

  /** @param reuses  whether a joined batch may lie in the memory of the one before */
  constructor(joins: Joins | undefined, reuses: boolean) {
    this.#joins = joins;
    this.#room = new JoinRoom(reuses);
  }

  /**
   * The batches of parts. A body has to stay as it is until its batch has been given; where a part is undefined, what comes next
   * may change the dictionaries.
   */
  batches(parts: Iterable<Part | undefined>): Generator<RecordBatch, void, undefined> {
    return this.#joins === undefined ? this.#singly(parts) : this.#piled(parts);
  }

  *#singly(parts: Iterable<Part | undefined>): Generator<RecordBatch, void, undefined> {
    for (const part of parts) if (part !== undefined) yield load(part);
  }

  *#piled(parts: Iterable<Part | undefined>): Generator<RecordBatch, void, undefined> {
    try {
      for (const part of parts) yield* this.#add(part);
    } catch (error) {
      // What comes before a message that is refused is given first.
      yield* this.#take();
      throw error;
    }
    yield* this.#take();
  }

  *#add(part: Part | undefined): Generator<RecordBatch, void, undefined> {
    const waits = part !== undefined && canWait(part);
    if (!waits || this.#bytes + part.body.length > READ_BYTES) yield* this.#take();
    if (waits) {
      this.#parts.push(part);
      this.#bytes += part.body.length;
    } else if (part !== undefined) yield load(part);
  }

  *#take(): Generator<RecordBatch, void, undefined> {
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    const joined = parts.length > 1 ? this.#joined(parts) : undefined;
    if (joined !== undefined) yield joined;
    else for (const part of parts) yield load(part);
  }

  #joined(parts: readonly Part[]): RecordBatch | undefined {
    try {
      const batch = join(parts, this.#room);
      this.#joins?.onJoin();
      return batch;
    } catch (error) {
      if (error instanceof LogitflowError) return undefined; // each by itself says what is wrong, and where
      throw error;
    }
  }
}

/** A batch with metadata of its own keeps them. */
function canWait({ message, body }: Part): boolean {
  return body.length <= SMALL_BYTES && message.metadata.size === 0;
}

function load({ of: { schema, dictionaries }, message, body, where }: Part): RecordBatch {
  return loadBatch(schema, message, body, dictionaries, where);
}

function join(parts: readonly Part[], room: JoinRoom): RecordBatch {
  const { schema, dictionaries } = parts[0]!.of;
  const loadings = parts.map(({ message, body, where }) => {
    checkRows(message.layout.rows, where);
    const reader = new BodyReader(message.layout, body, where);
    return { reader, dictionaries: dictionaries.vectors, unionsHaveValidity: message.isOld };
  });
  const rows = parts.map(({ message }) => message.layout.rows);
  const length = rows.reduce((total, count) => total + count, 0);
  room.nextBatch();
  const joining = { parts: loadings, rows, length, room };
  const columns = schema.fields.map(({ type, name }) => joinColumn(joining, type, name));
  for (const { reader } of loadings) reader.finish();
  return recordBatch(schema, columns, length);
}
