import type { Data, Field, RecordBatch, Schema } from 'apache-arrow';
import { columnAt } from '../columns/batches.js';
import type { Chosen } from '../columns/select.js';
import { chooseColumns } from '../columns/select.js';
import { sameType } from '../columns/types.js';
import { printable, SchemaError } from '../errors.js';
import { keyCells } from './dictionary-cells.js';
import { keyColumn } from './key-columns.js';
import type { KeyStore } from './key-store.js';
import { makeKeyStore } from './key-store.js';
import { keyField } from './key-type.js';

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
  readonly #by: readonly string[];
  readonly #nullGroup: boolean;
  #fields: readonly Field[] = [];
  /** Undefined before the first batch. */
  #keys: KeyStore | undefined;
  /** The columns of the last batch's schema. */
  #schema: Schema | undefined;
  #chosen: readonly Chosen[] = [];

  constructor({ operator, by, nulls = 'group' }: KeyTableOptions) {
    this.#operator = operator;
    this.#by = typeof by === 'string' ? [by] : by;
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
    return this.#fields;
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
    return columns.map((cells, i) => keyColumn(this.#fields[i]!.type, cells));
  }

  #number(batch: RecordBatch, out: Uint32Array, add: boolean): void {
    if (batch.schema !== this.#schema) this.#meet(batch.schema);
    const columns = this.#chosen.map(({ index, field }) =>
      keyCells(columnAt(batch, index), field, this.#operator),
    );
    this.#keys!.assign(columns, add, out); // made where the first schema was met
  }

  #meet(schema: Schema): void {
    const operator = this.#operator;
    const chosen = chooseColumns(schema, this.#by, operator);
    const fields = chosen.map(({ field }) => keyField(field, operator));
    if (this.#keys === undefined) {
      const types = fields.map(({ type }) => type);
      this.#keys = makeKeyStore(types, this.#nullGroup, operator);
      this.#fields = fields;
    } else for (const [i, field] of fields.entries()) checkSame(this.#fields[i]!, field, operator);
    this.#chosen = chosen;
    this.#schema = schema;
  }
}

function checkSame({ name, type }: Field, other: Field, operator: string): void {
  if (sameType(type, other.type)) return;
  throw new SchemaError({
    operator,
    what: 'keys of another type than before',
    got: printable(String(other.type)),
    column: name,
    expected: printable(String(type)),
  });
}
