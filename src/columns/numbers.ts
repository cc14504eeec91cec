import {
  type Data,
  DataType,
  type Field,
  type Float,
  Precision,
  type RecordBatch,
} from 'apache-arrow';
import { DataError, printable, SchemaError, show } from '../errors.js';
import { columnAt } from './batches.js';
import { decodeHalfs } from './float16.js';
import { floatsBeside, type NumberRoom } from './number-room.js';
import { numeralHint } from './numeral-hint.js';
import type { FloatWidth } from './selection/placement.js';
import type { Chosen } from './selection/select.js';
import { type Cells, cellsOf, eachCell, isQuoted, parseCell } from './text.js';
import { Validity } from './validity.js';

/** The two arrays that kernels work on. */
export type Floats = Float32Array | Float64Array;

/** Where a batch stands, for the errors that its values cause. */
export interface At {
  readonly operator: string;
  /** Index of the batch in its stream. */
  readonly batch: number;
  /** Index in the stream of the batch's first row. */
  readonly row: number;
}

/** A column as numbers. */
export interface Numbers {
  /**
   * Exactly `length` values. They may be the column's own memory, so nobody writes to them; what null slots hold
   * means nothing.
   */
  readonly values: Floats;
  readonly length: number;
  /** undefined: nothing is null. */
  readonly validity: Validity | undefined;
}

/** What a column brings before anything is read: the width of its floats, and whether its cells are lists. */
export interface SourceWidth {
  /** undefined: integers or text, which are read as Float64. */
  readonly float: FloatWidth | undefined;
  readonly list: boolean;
}

/** The width of a floating-point type, 16, 32 or 64; undefined for every other type. */
function floatWidth(type: DataType): FloatWidth | undefined {
  return DataType.isFloat(type) ? WIDTHS[type.precision] : undefined;
}

const WIDTHS: Record<Precision, FloatWidth> = {
  [Precision.HALF]: 16,
  [Precision.SINGLE]: 32,
  [Precision.DOUBLE]: 64,
};

const NUMERIC = 'Float16/32/64, an integer type, or a List, LargeList or FixedSizeList of these';

/** What is in a column of numbers or of lists of numbers; a SchemaError for types that hold none. */
export function sourceWidth(field: Field, operator: string): SourceWidth {
  const { type } = field;
  const list = isListType(type);
  const element: Field = list ? type.children[0] : field;
  if (!isNumeric(element)) {
    throw new SchemaError({
      operator,
      what: `the column holds no numbers but ${printable(String(type))}`,
      column: field.name,
      expected: DataType.isUtf8(type) ? `${NUMERIC}${ofCsv(field.name)}` : NUMERIC,
    });
  }
  return { float: floatWidth(element.type), list };
}

/** Which cell has made a column text, only the reader can say. */
function ofCsv(column: string): string {
  return `; of a CSV, types: { ${show(column)}: 'float64' } names the cell that is no number`;
}

export function isListType(type: DataType): boolean {
  return DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);
}

function isNumeric(field: Field): boolean {
  return DataType.isFloat(field.type) || DataType.isInt(field.type) || cellsOf(field) !== undefined;
}

/**
 * A scalar column as floats of the given width. Nothing is copied where the type and the width already fit.
 * Float16 is widened exactly; integers are read exactly; text marked by `CELLS_KEY` is parsed, and empty cells
 * are null. A width of 32 rounds what is wider.
 *
 * @throws DataError for a cell that holds no number and for an integer beyond ±2⁵³, with column and row
 */
export function readNumbers(
  batch: RecordBatch,
  chosen: Chosen,
  width: 32 | 64,
  at: At,
  room?: NumberRoom,
): Numbers {
  const data = columnAt(batch, chosen.index);
  return asTheyAre(data, width) ?? numbersOf(data, chosen.field, width, placeIn(chosen, at), room);
}

function placeIn({ name }: Chosen, at: At): CellPlace {
  return { at, column: name, rowOf: (index) => at.row + index };
}

/** Floats of the width, of which nothing can be wrong: there may be 100,000 columns of a few. */
function asTheyAre({ values, length, nullBitmap }: Data, width: 32 | 64): Numbers | undefined {
  const Values = width === 32 ? Float32Array : Float64Array;
  const fits = values instanceof Values && values.length === length && !nullBitmap?.length;
  return fits ? { values, length, validity: undefined } : undefined;
}

/** How the error of a bad cell says where it is. */
export interface CellPlace {
  readonly at: At;
  readonly column: string;
  /** The row in the stream of the element at an index of the column. */
  rowOf(index: number): number;
}

/** `readNumbers` of a column, or of the children of a list column. */
export function numbersOf(
  data: Data,
  field: Field,
  width: 32 | 64,
  place: CellPlace,
  room?: NumberRoom,
): Numbers {
  const { type, length } = data;
  const cells = cellsOf(field);
  if (cells) return textNumbers(data, cells, width, place);
  const validity = Validity.from(data);
  const values = DataType.isFloat(type)
    ? floatValues(data, type, validity, width, place, room)
    : integerValues(data, validity, width, place, room);
  return { values, length, validity };
}

function floatValues(
  data: Data,
  type: Float,
  validity: Validity | undefined,
  width: 32 | 64,
  place: CellPlace,
  room: NumberRoom | undefined,
): Floats {
  const values: Uint16Array | Floats = valuesOf(data, validity, place);
  const Values = width === 32 ? Float32Array : Float64Array;
  if (values instanceof Values) return values;
  const wide = floatsBeside(values, width, room);
  if (type.precision !== Precision.HALF) wide.set(values);
  else decodeHalfs(values as Uint16Array, wide, data.length); // the array of a half column
  return wide;
}

type Integers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

function integerValues(
  data: Data,
  validity: Validity | undefined,
  width: 32 | 64,
  place: CellPlace,
  room: NumberRoom | undefined,
): Floats {
  const values: Integers | BigInt64Array | BigUint64Array = valuesOf(data, validity, place);
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) {
    const floats = floatsBeside(values, width, room);
    floats.set(values);
    return floats;
  }
  const exact = floatsBeside(values, 64, room);
  for (let i = 0; i < exact.length; i++) {
    const value = Number(values[i]);
    if (!(value >= -LARGEST && value <= LARGEST) || isRoundedOnto(value, values[i]!)) {
      if (validity === undefined || validity.isValid(i)) throw tooLarge(values[i]!, i, place);
    }
    exact[i] = value;
  }
  return width === 64 ? exact : new Float32Array(exact);
}

const LARGEST = 2 ** 53;

/** 2⁵³ + 1 is rounded onto 2⁵³. */
function isRoundedOnto(value: number, integer: bigint): boolean {
  return Math.abs(value) === LARGEST && BigInt(value) !== integer;
}

function tooLarge(got: bigint, index: number, place: CellPlace): DataError {
  const expected = 'integers within ±2⁵³, which Float64 holds exactly';
  return bad('the integer is beyond 2⁵³', got, index, place, expected);
}

function bad(
  what: string,
  got: unknown,
  index: number,
  { at: { operator, batch }, column, rowOf }: CellPlace,
  expected: string,
): DataError {
  return new DataError({ operator, what, got, column, batch, row: rowOf(index), expected });
}

function textNumbers(data: Data, cells: Cells, width: 32 | 64, place: CellPlace): Numbers {
  const { length } = data;
  const given = Validity.from(data);
  const values = width === 32 ? new Float32Array(length) : new Float64Array(length);
  let empty: Uint8Array | undefined;
  eachCell(data, (bytes, start, end, i) => {
    if (given && !given.isValid(i)) return;
    const value = parseCell(cells, bytes, start, end);
    if (value === undefined) throw noNumber(cells, bytes.subarray(start, end), i, place);
    if (value !== null) values[i] = value;
    else {
      empty ??= new Uint8Array(length);
      empty[i] = 1;
    }
  });
  const validity = empty ? Validity.every([given, fullCells(empty)], length) : given;
  return { values, length, validity };
}

function fullCells(empty: Uint8Array): Validity | undefined {
  return Validity.of(empty.length, (i) => empty[i] === 0);
}

/** Of a long cell this much is shown. */
const SHOWN_BYTES = 300;

function noNumber(cells: Cells, raw: Uint8Array, index: number, place: CellPlace): DataError {
  const quoted = cells === 'csv' && isQuoted(raw, 0, raw.length);
  const cell = quoted ? raw.subarray(1, -1) : raw;
  const got = new TextDecoder().decode(cell.subarray(0, SHOWN_BYTES));
  const expected = `a number such as 1.5, -2e3 or NaN, or an empty cell${numeralHint(got)}`;
  return bad('the cell holds no number', got, index, place, expected);
}

/**
 * A column's values, as many as it has rows. After a slice, and where a file pads its buffers, the array may be
 * longer. Where apache-arrow appended nulls to make a column as long as the others it is shorter, and the nulls
 * read as 0; a shorter array whose missing rows are not null is damaged.
 */
function valuesOf<T extends Uint16Array | Floats | Integers | BigInt64Array | BigUint64Array>(
  data: Data,
  validity: Validity | undefined,
  place: CellPlace,
): T {
  const values: T = data.values;
  if (values.length === data.length) return values;
  // Invariant of both: `subarray` and the constructor give the class of `values`.
  if (values.length > data.length) return values.subarray(0, data.length) as T;
  for (let i = values.length; i < data.length; i++) {
    if (validity === undefined || validity.isValid(i)) throw tooShort(values.length, i, place);
  }
  const longer = new data.type.ArrayType(data.length) as T;
  (longer as Float64Array).set(values as Float64Array);
  return longer;
}

function tooShort(got: number, index: number, place: CellPlace): DataError {
  return bad('the column ends before its batch', got, index, place, 'a value for every row');
}
