import { type DataType, Dictionary, Field, Int, Schema } from 'apache-arrow';
import { sameType } from '../../../columns/types.js';
import type { Table } from '../flatbuffers/flatbuffer.js';
import { refusal } from '../refuse.js';
import { decodeType } from './type-message.js';

/** Beyond what `maxDepth` is set to by default: what reads fields calls itself. */
const DEEPEST = 1000;
/** A field's table and its entry in a vector take at least this many bytes of the metadata. */
const SMALLEST_FIELD = 16;

/**
 * A schema as a message's header or a file's footer holds it.
 *
 * @param size    bytes of the metadata that hold it: they bound how many fields there can be
 * @param offset  where the message begins, for errors
 * @throws FormatError for types that apache-arrow does not have, big-endian data, and metadata that make no sense
 * @see https://github.com/apache/arrow/blob/main/format/Schema.fbs
 */
export function decodeSchema(table: Table, size: number, offset: number): Schema {
  if (table.int16(0, 0) !== 0) {
    const expected = 'little-endian data';
    throw refusal({ what: 'the data are big-endian', offset, expected });
  }
  const fields = new FieldDecoder(size, offset).decodeAll(table.tables(1), 0);
  return new Schema(fields, decodeMetadata(table.tables(2)));
}

/** Custom metadata of a schema, a field or a message; a missing value is empty. */
export function decodeMetadata(pairs: readonly Table[]): Map<string, string> {
  return new Map(pairs.map((pair) => [pair.string(0) ?? '', pair.string(1) ?? '']));
}

class FieldDecoder {
  readonly #offset: number;
  readonly #dictionaries = new Map<number, DataType>();
  #left: number;

  constructor(size: number, offset: number) {
    this.#left = Math.floor(size / SMALLEST_FIELD);
    this.#offset = offset;
  }

  decodeAll(tables: readonly Table[], depth: number): Field[] {
    return tables.map((table) => this.#decode(table, depth));
  }

  #decode(table: Table, depth: number): Field {
    // Tables may be shared: without a count, a few bytes could describe more fields than a lifetime can visit.
    this.#left--;
    if (depth > DEEPEST || this.#left < 0) throw new RangeError('fields without end');
    const name = table.string(0) ?? '';
    const children = this.decodeAll(table.tables(5), depth + 1);
    const place = { column: name, offset: this.#offset };
    const type = decodeType(table.uint8(2, 0), table.table(3), children, place);
    const encoding = table.table(4);
    const stored = encoding === undefined ? type : this.#encoded(type, encoding, name);
    return new Field(name, stored, table.bool(1), decodeMetadata(table.tables(6)));
  }

  #encoded(type: DataType, encoding: Table, column: string): Dictionary {
    const id = encoding.int64(0);
    const known = this.#dictionaries.get(id);
    if (known !== undefined && !sameType(known, type)) {
      const what = `two columns of different types share dictionary ${id}`;
      throw refusal({ what, got: String(type), column, offset: this.#offset });
    }
    this.#dictionaries.set(id, known ?? type);
    return new Dictionary(known ?? type, indexType(encoding.table(1)), id, encoding.bool(2));
  }
}

function indexType(table: Table | undefined): Dictionary['indices'] {
  const bits = table?.int32(0, 0) ?? 32;
  if (![8, 16, 32, 64].includes(bits)) throw new RangeError('indices of an odd width');
  // The library declares indices of up to 32 bits; its own reader makes those of 64 too, and its vectors take them.
  return new Int(table?.bool(1) ?? true, bits as 32) as Dictionary['indices'];
}
