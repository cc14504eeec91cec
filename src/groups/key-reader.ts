import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { columnAt } from '../columns/batches.js';
import type { Chosen } from '../columns/selection/select.js';
import { chooseColumns } from '../columns/selection/select.js';
import { sameType } from '../columns/types.js';
import { printable, SchemaError } from '../errors.js';
import { keyCells } from './dictionary-cells.js';
import type { KeyCells } from './key-cells.js';
import { keyField } from './key-type.js';

/** Reads the key columns of every batch of a stream, or of several. */
export class KeyReader {
  readonly #operator: string;
  readonly #by: readonly string[];
  #fields: readonly Field[] = [];
  /** That of the last batch, and its columns. */
  #schema: Schema | undefined;
  #chosen: readonly Chosen[] = [];

  /** @param by  literal names */
  constructor(operator: string, by: string | readonly string[]) {
    this.#operator = operator;
    this.#by = typeof by === 'string' ? [by] : by;
  }

  /** What keys are: see `keyField`. None before the first batch. */
  get fields(): readonly Field[] {
    return this.#fields;
  }

  /** @throws SelectionError where a column is missing; SchemaError where its type is no key's, or another than before */
  read(batch: RecordBatch): readonly KeyCells[] {
    if (batch.schema !== this.#schema) this.#meet(batch.schema);
    return this.#chosen.map(({ index, field }) =>
      keyCells(columnAt(batch, index), field, this.#operator),
    );
  }

  #meet(schema: Schema): void {
    const operator = this.#operator;
    const chosen = chooseColumns(schema, this.#by, operator);
    const fields = chosen.map(({ field }) => keyField(field, operator));
    if (this.#fields.length === 0) this.#fields = fields;
    else for (const [i, field] of fields.entries()) checkSame(this.#fields[i]!, field, operator);
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
