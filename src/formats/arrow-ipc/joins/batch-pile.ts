import type { RecordBatch } from 'apache-arrow';
import { recordBatch } from '../../../columns/batches.js';
import { LogitflowError } from '../../../errors.js';
import { Pieces } from '../../../simd/pieces.js';
import { checkRows, loadBatch } from '../bodies/batches.js';
import { type BatchMemory, memoryFor, type Reuse } from '../memory/batch-memory.js';
import { JOINED_BYTES, SMALL_BYTES } from '../memory/read-bytes.js';
import { joinColumn } from './join-columns.js';
import { type Part, Parts } from './parts.js';

/** That small batches are to be joined. */
export interface Joins {
  /** Called when that has been done: from there on batches are not those of the file. */
  onJoin(): void;
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

function join(given: readonly Part[], memory: BatchMemory): RecordBatch {
  const parts = new Parts(given);
  const { schema } = given[0]!.of;
  checkRows(parts.length, given[0]!.where); // rows of nothing but nulls have no bytes
  memory.nextBatch();
  const joining = { parts, pieces: new Pieces(parts.bodies), memory };
  const columns = schema.fields.map(({ type, name }) => joinColumn(joining, type, name));
  parts.finish();
  return recordBatch(schema, columns, parts.length);
}
