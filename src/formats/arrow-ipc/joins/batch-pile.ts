import type { RecordBatch, Schema } from 'apache-arrow';
import { recordBatch } from '../../../columns/batches.js';
import { LogitflowError, type Place } from '../../../errors.js';
import { checkRows, loadBatch } from '../bodies/batches.js';
import { BodyReader } from '../bodies/body-reader.js';
import type { Loading } from '../bodies/column-loaders.js';
import type { Dictionaries } from '../bodies/dictionaries.js';
import { type BatchMemory, memoryFor, type Reuse } from '../memory/batch-memory.js';
import { JOINED_BYTES, SMALL_BYTES } from '../memory/read-bytes.js';
import type { BatchMessage } from '../messages/message.js';
import { joinColumn } from './join-columns.js';

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

/**
 * Makes batches of messages; small ones that lie in memory together become one, if that is asked for. Every one is checked as
 * it would be by itself, and where one is refused, or cannot be joined, all are given one by one: so what is refused, in what
 * words and after which rows, is the same.
 */
export class BatchPile {
  readonly #joins: Joins | undefined;
  readonly #memory: BatchMemory;

  /** @param reuse  whether a joined batch may lie in the memory of the one before */
  constructor(joins: Joins | undefined, reuse: Reuse) {
    this.#joins = joins;
    this.#memory = memoryFor(reuse, 'joined');
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
    let pile: Part[] = [];
    let bytes = 0;
    const taken = () => {
      const all = pile;
      [pile, bytes] = [[], 0];
      return this.#given(all);
    };
    try {
      for (const part of parts) {
        const waits = part !== undefined && canWait(part);
        if (!waits || bytes + part.body.length > JOINED_BYTES) yield* taken();
        if (waits) {
          pile.push(part);
          bytes += part.body.length;
        } else if (part !== undefined) yield load(part);
      }
    } catch (error) {
      // What comes before a message that is refused is given first.
      yield* taken();
      throw error;
    }
    yield* taken();
  }

  *#given(parts: readonly Part[]): Generator<RecordBatch, void, undefined> {
    const joined = parts.length > 1 ? this.#joined(parts) : undefined;
    if (joined !== undefined) yield joined;
    else for (const part of parts) yield load(part);
  }

  #joined(parts: readonly Part[]): RecordBatch | undefined {
    try {
      const batch = join(parts, this.#memory);
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

function join(parts: readonly Part[], memory: BatchMemory): RecordBatch {
  const { schema, dictionaries } = parts[0]!.of;
  const loadings: Loading[] = [];
  const rows: number[] = [];
  let length = 0;
  let bytes = 0;
  for (const { message, body, where } of parts) {
    const { layout, isOld } = message;
    checkRows(layout.rows, where);
    const reader = new BodyReader(layout, body, where);
    loadings.push({ reader, dictionaries: dictionaries.vectors, unionsHaveValidity: isOld });
    rows.push(layout.rows);
    length += layout.rows;
    bytes += body.length;
  }
  checkRows(length, parts[0]!.where); // rows of nothing but nulls have no bytes
  memory.nextBatch();
  const joining = { parts: loadings, rows, length, bytes, memory };
  const columns = schema.fields.map(({ type, name }) => joinColumn(joining, type, name));
  for (const { reader } of loadings) reader.finish();
  return recordBatch(schema, columns, length);
}
