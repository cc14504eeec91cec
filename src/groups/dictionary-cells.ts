import { type Data, DataType, type Dictionary, type Field, type Vector } from 'apache-arrow';
import { newField } from '../columns/batches.js';
import { concatColumns, type Indices } from '../columns/concat/concat-columns.js';
import { DictionaryMerger } from '../columns/concat/concat-dictionaries.js';
import { Validity } from '../columns/validity.js';
import { DataError } from '../errors.js';
import type { KeyCells } from './key-cells.js';
import { plainCells } from './key-cells.js';

/** The cells of dictionaries that were read before: most batches share one. */
const known = new WeakMap<Vector, KeyCells>();

/** The cells of a key column; those of a dictionary are the values that its indices stand for. */
export function keyCells(data: Data, field: Field, operator: string): KeyCells {
  if (!DataType.isDictionary(data.type)) return plainCells(data, field, operator);
  const dictionary = data.dictionary as Vector; // a dictionary column has one
  let values = known.get(dictionary);
  if (values === undefined) {
    values = cellsOfDictionary(dictionary, field, operator);
    known.set(dictionary, values);
  }
  const indices = checkedIndices(data, values.length, field, operator);
  return {
    length: data.length,
    cells: taken(values, indices),
    validity: present(data, values, indices),
  };
}

function cellsOfDictionary(dictionary: Vector, field: Field, operator: string): KeyCells {
  const merger = new DictionaryMerger();
  const type = (field.type as Dictionary).dictionary; // of a dictionary column
  const data = concatColumns(dictionary.data, {
    operator,
    column: field.name,
    mergeDictionaries: (parts, concat) => merger.merge(parts, concat),
  });
  return keyCells(data, newField(field.name, type, true), operator);
}

/** Where each row's value is; 0 for null. */
function checkedIndices(data: Data, values: number, { name }: Field, operator: string): Int32Array {
  const indices: Indices = data.values;
  const validity = Validity.from(data);
  const places = new Int32Array(data.length);
  for (let i = 0; i < places.length; i++) {
    if (validity !== undefined && !validity.isValid(i)) continue;
    const index = Number(indices[i]);
    if (!(index >= 0 && index < values)) {
      const what = 'the index is beyond its dictionary';
      const expected = `an index below ${values}`;
      throw new DataError({ operator, what, got: index, column: name, expected });
    }
    places[i] = index;
  }
  return places;
}

function present(data: Data, values: KeyCells, places: Int32Array): Validity | undefined {
  const own = Validity.from(data);
  const { validity } = values;
  if (validity === undefined) return own;
  const referred = Validity.of(data.length, (i) => validity.isValid(places[i]!));
  return Validity.every([own, referred], data.length);
}

function taken({ cells, length }: KeyCells, places: Int32Array): KeyCells['cells'] {
  // A dictionary of no values has rows of null alone.
  if ('width' in cells) {
    const { values, width } = cells;
    const gathered = new Uint8Array(width * places.length);
    for (let i = 0; i < places.length && length > 0; i++) {
      for (let b = 0; b < width; b++) gathered[width * i + b] = values[width * places[i]! + b]!;
    }
    return { values: gathered, width };
  }
  const { bytes, starts, ends } = cells;
  return {
    bytes,
    starts: places.map((place) => starts[place] ?? 0),
    ends: places.map((place) => ends[place] ?? 0),
  };
}
