import { type Data, type Field, Float64, Utf8 } from 'apache-arrow';
import { DataError } from '../../errors.js';
import { newField } from '../batches.js';
import { CELLS_KEY } from '../text.js';
import { Validity } from '../validity.js';
import { floatData, listOf, listOfType, utf8Data } from '../write.js';

/**
 * How the cells of a plain column travel in a batch: `text` as numerals that operators parse, `list` as lists of
 * doubles, `opaque` (dates and other objects) as text that no operator takes for numbers.
 */
export type PlainKind = 'text' | 'list' | 'opaque';

/** Whether a cell stands for nothing: null in the batch. */
function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** The kind of a column by the first of `cells` that holds something; text where none does. */
export function kindOf(cells: Iterable<unknown>): PlainKind {
  for (const cell of cells) {
    if (isEmpty(cell)) continue;
    if (elementsOf(cell)?.every((element) => isEmpty(element) || isNumber(element))) return 'list';
    return typeof cell === 'object' || typeof cell === 'function' ? 'opaque' : 'text';
  }
  return 'text';
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The elements of an array or a typed array; undefined for everything else. */
function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined;
  return Array.from(value as Float64Array); // every view but DataView is a typed array
}

/** The field under which a plain column travels; any cell of it may be empty. */
export function plainField(name: string, kind: PlainKind): Field {
  if (kind === 'list') return newField(name, listOfType(new Float64()), true);
  const metadata = new Map(kind === 'text' ? [[CELLS_KEY, 'text']] : []);
  return newField(name, new Utf8(), true, metadata);
}

/** Where a plain column stands, for its errors. */
export interface PlainPlace {
  readonly operator: string;
  readonly column: string;
  /** Index in the stream of the first row. */
  readonly row: number;
}

/**
 * Plain cells as a column. Text takes any cell; a list column takes arrays and typed arrays of numbers only.
 *
 * @throws DataError for a cell that is no list of numbers in a list column
 */
export function plainColumn(cells: readonly unknown[], kind: PlainKind, place: PlainPlace): Data {
  return kind === 'list' ? listColumn(cells, place) : utf8Data(cells.map(textOf));
}

/** Of an object only its class is said: its own `toString` might throw, or look like a number. */
function textOf(value: unknown): string | null {
  if (isEmpty(value)) return null;
  if (typeof value === 'object' || typeof value === 'function') {
    return Object.prototype.toString.call(value);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function listColumn(cells: readonly unknown[], place: PlainPlace): Data {
  const offsets = new Int32Array(cells.length + 1);
  const elements: (number | null)[] = [];
  cells.forEach((cell, i) => {
    if (!isEmpty(cell)) for (const element of listCell(cell, i, place)) elements.push(element);
    offsets[i + 1] = elements.length;
  });
  const values = Float64Array.from(elements, (element) => element ?? 0);
  const child = floatData(
    values,
    64,
    Validity.of(values.length, (i) => elements[i] !== null),
  );
  return listOf(
    offsets,
    child,
    Validity.of(cells.length, (i) => !isEmpty(cells[i])),
  );
}

function listCell(cell: unknown, index: number, place: PlainPlace): readonly (number | null)[] {
  const elements = elementsOf(cell);
  const expected = 'an array of numbers, as in the rows before';
  if (elements === undefined) throw bad('the cell is no list', cell, index, place, expected);
  return elements.map((element) => {
    if (isEmpty(element)) return null;
    if (!isNumber(element)) throw bad('the list holds no numbers', element, index, place, expected);
    const value = Number(element);
    if (typeof element === 'bigint' && BigInt(value) !== element) {
      const within = 'integers that a number holds exactly';
      throw bad('the integer is beyond 2⁵³', element, index, place, within);
    }
    return value;
  });
}

function bad(
  what: string,
  got: unknown,
  index: number,
  { operator, column, row }: PlainPlace,
  expected: string,
): DataError {
  return new DataError({ operator, what, got, column, row: row + index, expected });
}
