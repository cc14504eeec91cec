import type { Data, Field, RecordBatch } from 'apache-arrow';
import { keyColumn } from './key-columns.js';
import { KeyReader } from './key-reader.js';
import type { KeyStore } from './key-store.js';
import { makeKeyStore } from './key-store.js';

export interface KeyTableOptions {
  /** Who speaks in errors. */
  readonly operator: string;
  /** The key columns, by their literal names; of several, the combinations of values are the keys. */
  readonly by: string | readonly string[];
  /**
   * `group`: null is a value like others, equal to itself. `drop`: rows with a null in any key column belong to no group.
   * Default: group.
   */
  readonly nulls?: 'group' | 'drop';
}

/**
 * Dense numbers for groups: each different key gets the next, 0, 1, 2 …, when it first appears. Keys are of the types of
 * `keyField`, which say what is equal; they are kept, and can be given back in the order of the numbers.
 *
 * Single keys of at most eight bytes take 8 bytes each, and 8 … 26 in the index; others their bytes, 4, and as much in the
 * index. Memory grows in segments, time linearly, for hostile keys too.
 */
export class KeyTable {
  readonly #operator: string;
  readonly #nullGroup: boolean;
  readonly #reader: KeyReader;
  /** Undefined before the first batch. */
  #keys: KeyStore | undefined;

  constructor({ operator, by, nulls = 'group' }: KeyTableOptions) {
    this.#operator = operator;
    this.#reader = new KeyReader(operator, by);
    this.#nullGroup = nulls === 'group';
  }

  /** Groups. */
  get size(): number {
    return this.#keys?.size ?? 0;
  }

  /** Memory that is held. */
  get bytes(): number {
    return this.#keys?.bytes ?? 0;
  }

  /** The fields of `columns`; none before the first batch. */
  get fields(): readonly Field[] {
    return this.#reader.fields;
  }

  /**
   * Writes the group number of each row to out[0 … numRows − 1]; keys that are new get the next numbers. NO_GROUP where
   * a null drops the row.
   *
   * @throws SelectionError where a column is missing; SchemaError where its type is no key's, or another than before
   */
  assign(batch: RecordBatch, out: Uint32Array): void {
    this.#number(batch, out, true);
  }

  /** The same, but keys that are new have NO_GROUP, and stay new. */
  find(batch: RecordBatch, out: Uint32Array): void {
    this.#number(batch, out, false);
  }

  /** The keys of groups from … to − 1, of the types of `fields`. */
  columns(from: number, to: number): readonly Data[] {
    const columns = this.#keys?.read(from, to) ?? [];
    return columns.map((cells, i) => keyColumn(this.fields[i]!.type, cells));
  }

  #number(batch: RecordBatch, out: Uint32Array, add: boolean): void {
    const columns = this.#reader.read(batch);
    this.#keys ??= makeKeyStore(
      this.fields.map(({ type }) => type),
      this.#nullGroup,
      this.#operator,
    );
    this.#keys.assign(columns, add, out);
  }
}
