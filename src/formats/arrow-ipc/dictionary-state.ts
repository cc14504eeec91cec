import { type Data, DataType, type Field, type Schema, type Vector } from 'apache-arrow';
import { SchemaError } from '../../errors.js';

/** A dictionary batch to be written. */
export interface DictionaryChange {
  readonly id: number;
  readonly isDelta: boolean;
  readonly values: Data;
}

/**
 * What of the dictionaries a reader of the bytes so far knows, and so what must be written before a batch.
 *
 * A dictionary that is the same, as an object or value by value, is written once. One that begins with the values
 * written before is continued by a delta; any other replaces it, which a stream can and a file cannot.
 */
export class DictionaryState {
  readonly #canReplace: boolean;
  readonly #known = new Map<number, Vector>();
  readonly #postponed = new Map<number, Vector>();

  constructor(canReplace: boolean) {
    this.#canReplace = canReplace;
  }

  /** The changes that the columns of a batch need, inner dictionaries before those that use them. */
  changes(schema: Schema, columns: readonly Data[], batch: number): DictionaryChange[] {
    const needed = new Map<number, Needed>();
    collect(schema.fields, columns, needed, batch);
    return [...needed].flatMap(([id, { dictionary, column }]) =>
      this.#change(id, dictionary, column, batch),
    );
  }

  /** What must still be written at the end: dictionaries of columns in which everything was null. */
  rest(): DictionaryChange[] {
    return [...this.#postponed].flatMap(([id, dictionary]) =>
      this.#known.has(id) ? [] : wholly(id, dictionary),
    );
  }

  #change(id: number, dictionary: Vector, column: string, batch: number): DictionaryChange[] {
    const known = this.#known.get(id);
    if (known !== undefined && startsWith(known, dictionary)) return [];
    // In a file it may come later, and must not come twice: an empty one gives way to the first that is not.
    if (dictionary.length === 0 && !this.#canReplace) {
      this.#postponed.set(id, dictionary);
      return [];
    }
    this.#known.set(id, dictionary);
    if (known === undefined || known.length === 0) return wholly(id, dictionary);
    if (startsWith(dictionary, known)) return deltas(id, dictionary.slice(known.length));
    if (this.#canReplace) return wholly(id, dictionary);
    throw new SchemaError({
      operator: 'encodeArrow',
      what: 'the dictionary of a column changes, which the file format cannot hold',
      column,
      batch,
      expected: 'the stream format, one dictionary for all batches, or the values themselves',
    });
  }
}

interface Needed {
  readonly dictionary: Vector;
  readonly column: string;
}

function collect(
  fields: readonly Field[],
  columns: readonly Data[],
  needed: Map<number, Needed>,
  batch: number,
): void {
  for (const [i, { name: column, type }] of fields.entries()) {
    const data = columns[i]!;
    if (!DataType.isDictionary(type)) {
      collect(type.children ?? [], data.children, needed, batch);
      continue;
    }
    const { dictionary } = data;
    if (dictionary === undefined) continue;
    for (const chunk of dictionary.data)
      collect(type.children ?? [], chunk.children, needed, batch);
    const shared = common(dictionary, needed.get(type.id)?.dictionary);
    if (shared === undefined) {
      const what = `two columns share dictionary ${type.id} and have different ones`;
      throw new SchemaError({ operator: 'encodeArrow', what, column, batch });
    }
    needed.set(type.id, { dictionary: shared, column });
  }
}

/** The one of two dictionaries that holds the other's values in their places. */
function common(one: Vector, other: Vector | undefined): Vector | undefined {
  if (other === undefined || startsWith(one, other)) return one;
  return startsWith(other, one) ? other : undefined;
}

/** Whether `whole` begins with the values of `part`: the same chunks, or equal strings, numbers or nulls. */
function startsWith(whole: Vector, part: Vector): boolean {
  if (part.length > whole.length) return false;
  if (part.data.every((chunk, i) => chunk === whole.data[i])) return true;
  for (let i = 0; i < part.length; i++) {
    const value: unknown = part.get(i);
    if ((typeof value === 'object' && value !== null) || !Object.is(value, whole.get(i))) {
      return false;
    }
  }
  return true;
}

function wholly(id: number, dictionary: Vector): DictionaryChange[] {
  return dictionary.data.map((values, i) => ({ id, isDelta: i > 0, values }));
}

function deltas(id: number, rest: Vector): DictionaryChange[] {
  return rest.data.map((values) => ({ id, isDelta: true, values }));
}
