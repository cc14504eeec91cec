import {
  Data,
  DataType,
  type Dictionary,
  type Field,
  type Schema,
  type Vector,
} from 'apache-arrow';
import { concatColumns } from '../../../columns/concat/concat-columns.js';
import { DictionaryMerger } from '../../../columns/concat/concat-dictionaries.js';
import { SchemaError } from '../../../errors.js';

const operator = 'encodeArrow';
/** Up to so many values a stream's dictionaries are put together; a longer one is not written again and again. */
const SHORT = 2 ** 16;

/** A dictionary to be written before the batch that needs it, in place of the one before. */
export interface DictionaryChange {
  readonly id: number;
  readonly values: Data;
}

/** The columns of a batch as they are to be written. */
export interface Resolved {
  readonly columns: Data[];
  readonly changes: readonly DictionaryChange[];
}

/**
 * What of the dictionaries a reader of the bytes so far knows, and so what must be written before a batch.
 *
 * A dictionary that is known, as an object or by its values, or whose values are those that the known one begins
 * with, is not written again. For any other a dictionary is made that begins with the values of the known one, the
 * batch's indices are changed to match, and it is written whole: it is right for the batches before as well, as a
 * file needs it, which has one for all. Deltas would be shorter, but Polars and others refuse them. In a stream a
 * long or an ordered dictionary replaces the one before instead, which every reader should understand (flechette
 * 2.3 does not).
 */
export class DictionaryState {
  readonly #oneForAll: boolean;
  readonly #known = new Map<number, Vector>();

  /** @param oneForAll  whether all batches share the last dictionary, as in a file */
  constructor(oneForAll: boolean) {
    this.#oneForAll = oneForAll;
  }

  resolve(schema: Schema, columns: readonly Data[], batch: number): Resolved {
    const before = new Map(this.#known);
    const resolution = new Resolution(this.#known, this.#oneForAll, batch);
    const resolved = resolution.columns(schema.fields, columns);
    const changes = [...this.#known]
      .filter(([id, vector]) => before.get(id) !== vector)
      .map(([id, vector]) => ({ id, values: inOne(vector) }));
    return { columns: resolved, changes };
  }
}

/** One batch: walks its columns, inner dictionaries before those that use them. */
class Resolution {
  readonly #known: Map<number, Vector>;
  readonly #oneForAll: boolean;
  readonly #batch: number;
  readonly #replaced = new Set<number>();

  constructor(known: Map<number, Vector>, oneForAll: boolean, batch: number) {
    this.#known = known;
    this.#oneForAll = oneForAll;
    this.#batch = batch;
  }

  columns(fields: readonly Field[], columns: readonly Data[]): Data[] {
    return fields.map(({ name, type }, i) => this.#column(type, columns[i]!, name));
  }

  #column(type: DataType, data: Data, column: string): Data {
    if (DataType.isDictionary(type)) return this.#encoded(type, data, column);
    if (data.children.length === 0) return data;
    const children = this.columns(type.children, data.children);
    if (children.every((child, i) => child === data.children[i])) return data;
    return data.clone(data.type, 0, data.length, data.nullCount, undefined, children);
  }

  #encoded(type: Dictionary, data: Data, column: string): Data {
    const { id } = type;
    const { dictionary } = data;
    if (dictionary === undefined) throw this.#refusal('a column lacks its dictionary', column);
    this.#inner(type, dictionary, column);
    const known = this.#known.get(id);
    if (known !== undefined && startsWith(known, dictionary)) return data;
    if (known === undefined || startsWith(dictionary, known)) {
      this.#known.set(id, dictionary);
      return data;
    }
    const merged = this.#canMerge(type, known, dictionary)
      ? this.#merged(type, data, known, column)
      : undefined;
    if (merged !== undefined) return merged;
    if (this.#oneForAll) {
      throw this.#refusal('the dictionary of a column changes and has values twice', column);
    }
    if (this.#replaced.has(id)) {
      throw this.#refusal('columns that share a dictionary differ', column);
    }
    this.#replaced.add(id);
    this.#known.set(id, dictionary);
    return data;
  }

  #inner(type: Dictionary, dictionary: Vector, column: string): void {
    const fields: readonly Field[] = type.dictionary.children ?? [];
    for (const chunk of dictionary.data) {
      const children = this.columns(fields, chunk.children);
      if (children.every((child, i) => child === chunk.children[i])) continue;
      throw this.#refusal('a dictionary within a dictionary changes', column);
    }
  }

  #canMerge({ indices, isOrdered }: Dictionary, known: Vector, dictionary: Vector): boolean {
    if (this.#oneForAll) return true;
    const capacity = Math.min(
      SHORT,
      2 ** (indices.isSigned ? indices.bitWidth - 1 : indices.bitWidth),
    );
    return !isOrdered && known.length + dictionary.length <= capacity;
  }

  /** The column over one dictionary for it and those before; undefined where the known one has a value twice. */
  #merged(type: Dictionary, data: Data, known: Vector, column: string): Data | undefined {
    const merger = new DictionaryMerger();
    const mergeDictionaries = merger.merge.bind(merger);
    const seed = new Data(type, 0, 0, 0, data.slice(0, 0), [], known);
    const merged = merger.merge([seed, data], { operator, column, mergeDictionaries });
    if (!startsWith(merged.dictionary, known)) return undefined;
    if (merged.dictionary.length > known.length) this.#known.set(type.id, merged.dictionary);
    const buffers = [undefined, merged.indices[1], data.nullBitmap] as unknown as Data;
    return new Data(data.type, 0, data.length, data.nullCount, buffers, [], merged.dictionary);
  }

  #refusal(what: string, column: string): SchemaError {
    const expected = 'one dictionary for all batches, or the values themselves';
    return new SchemaError({ operator, what, column, batch: this.#batch, expected });
  }
}

/** Whether `whole` begins with the values of `part`: the same chunks, or equal strings, numbers or nulls. */
function startsWith(whole: Vector, part: Vector): boolean {
  if (part.length > whole.length) return false;
  if (part.data.every((chunk, i) => chunk === whole.data[i])) return true;
  for (let i = 0; i < part.length; i++) {
    const value: unknown = part.get(i);
    const isCompound = typeof value === 'object' && value !== null;
    if (isCompound || !Object.is(value, whole.get(i))) return false;
  }
  return true;
}

/** A dictionary that came in deltas, in one piece. */
function inOne(dictionary: Vector): Data {
  const merger = new DictionaryMerger();
  const mergeDictionaries = merger.merge.bind(merger);
  return concatColumns(dictionary.data, { operator, column: 'dictionary', mergeDictionaries });
}
