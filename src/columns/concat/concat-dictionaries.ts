import { type Data, type Dictionary, Vector } from 'apache-arrow';
import { DataError, LimitError, SchemaError } from '../../errors.js';
import { Validity } from '../validity.js';
import { type Concat, concatColumns, type Indices, type Merged } from './concat-columns.js';

/** One dictionary made of several: where each value of each of them went. */
interface Union {
  readonly of: readonly Vector[];
  readonly dictionary: Vector;
  readonly places: readonly Int32Array[];
}

/**
 * Gives the parts of dictionary columns one dictionary. One merger serves all columns of a batch, since columns
 * that share a dictionary must share the merged one too: apache-arrow refuses two under one id.
 */
export class DictionaryMerger {
  private readonly unions: Union[] = [];

  merge(parts: readonly Data[], concat: Concat): Merged {
    const dictionaries = parts.map((part) => part.dictionary as Vector);
    const whole = longest(dictionaries);
    if (dictionaries.every((other) => beginsWith(whole, other))) {
      return { dictionary: whole, indices: parts.map((part) => part.values) };
    }
    const type = parts[0]!.type as Dictionary; // only columns of that type are merged
    const union = this.unionOf(dictionaries, type, concat);
    const indices = parts.map((part, i) => moveIndices(part, union.places[i]!, concat));
    return { dictionary: union.dictionary, indices };
  }

  private unionOf(of: readonly Vector[], type: Dictionary, concat: Concat): Union {
    const known = this.unions.find(
      (union) => union.of.length === of.length && union.of.every((one, i) => one === of[i]),
    );
    if (known) return known;
    const union = unite(of, type, concat);
    this.unions.push(union);
    return union;
  }
}

function longest(dictionaries: readonly Vector[]): Vector {
  return dictionaries.reduce((a, b) => (b.data.length > a.data.length ? b : a));
}

/** Whether `other` is the first chunks of `whole`: how apache-arrow holds a dictionary and its deltas. */
function beginsWith(whole: Vector, other: Vector): boolean {
  return other.data.every((chunk, i) => chunk === whole.data[i]);
}

function unite(of: readonly Vector[], type: Dictionary, concat: Concat): Union {
  if (type.isOrdered) {
    const what = 'the batches have different ordered dictionaries';
    const expected = 'one dictionary for all batches, or the values themselves';
    throw new SchemaError({ operator: concat.operator, what, column: concat.column, expected });
  }
  const pool = new Pool();
  const places = new Map<Vector, Int32Array>();
  for (const dictionary of of) {
    if (!places.has(dictionary)) places.set(dictionary, pool.add(dictionary));
  }
  checkCapacity(pool.size, type, concat);
  const dictionary = new Vector([concatColumns(pool.pieces, concat)]);
  return { of, dictionary, places: of.map((one) => places.get(one)!) };
}

/** The values of several dictionaries, equal ones once; taken in runs, as slices of what they came from. */
class Pool {
  size = 0;
  readonly pieces: Data[] = [];
  private readonly seen = new Map<unknown, number>();

  /** Takes in the values that are new, and says where each value is. */
  add(dictionary: Vector): Int32Array {
    const places = new Int32Array(dictionary.length);
    let start = 0;
    for (const chunk of dictionary.data) {
      this.addChunk(chunk, places.subarray(start, start + chunk.length));
      start += chunk.length;
    }
    return places;
  }

  private addChunk(chunk: Data, places: Int32Array): void {
    const values = new Vector([chunk]);
    let from = 0;
    const take = (to: number) => {
      if (to > from || this.pieces.length === 0) this.pieces.push(chunk.slice(from, to - from));
    };
    for (let i = 0; i < chunk.length; i++) {
      const key = keyOf(values.get(i));
      const known = key === undefined ? undefined : this.seen.get(key);
      places[i] = known ?? this.size++;
      if (known === undefined && key !== undefined) this.seen.set(key, places[i]!);
      if (known !== undefined) {
        take(i);
        from = i + 1;
      }
    }
    take(chunk.length);
  }
}

/** What makes two values the same; undefined for those that are never compared, such as lists and structs. */
function keyOf(value: unknown): unknown {
  if (Object.is(value, -0)) return '-0';
  return value === null || typeof value !== 'object' ? value : undefined;
}

function checkCapacity(size: number, type: Dictionary, { operator, column }: Concat): void {
  const { bitWidth, isSigned } = type.indices;
  const capacity = 2 ** (isSigned ? bitWidth - 1 : bitWidth);
  if (size <= capacity) return;
  const what = 'the dictionaries of the batches have too many values together';
  const expected = `at most ${capacity}, for ${type.indices} indices: wider indices, or fewer rows`;
  throw new LimitError({ operator, what, got: size, column, expected });
}

/** The indices of a part, changed to where its values are now. */
function moveIndices(part: Data, places: Int32Array, { operator, column }: Concat): Indices {
  const old: Indices = part.values;
  const validity = Validity.from(part);
  const moved = new (old.constructor as new (length: number) => Indices)(part.length);
  for (let i = 0; i < part.length; i++) {
    if (validity !== undefined && !validity.isValid(i)) continue;
    const place = places[Number(old[i])];
    if (place === undefined) {
      const what = 'the index is beyond its dictionary';
      const expected = `an index below ${places.length}`;
      throw new DataError({ operator, what, got: Number(old[i]), column, expected });
    }
    setIndex(moved, i, place);
  }
  return moved;
}

function setIndex(indices: Indices, at: number, place: number): void {
  if (indices instanceof BigInt64Array || indices instanceof BigUint64Array) {
    indices[at] = BigInt(place);
  } else indices[at] = place;
}
