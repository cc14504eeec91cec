import type { Data, DataType, RecordBatch } from 'apache-arrow';
import { halfListType, withLengths } from '../../../src/columns/halves.js';
import { type Lists, readLists, startOf } from '../../../src/columns/lists.js';
import { type At, type Numbers, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import type { Chosen } from '../../../src/columns/selection/select.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, floatType, listData, listType } from '../../../src/columns/write.js';
import { DataError, SchemaError, SelectionError } from '../../../src/errors.js';
import { mayHoldNull } from '../rows/row-source.js';
import { widest } from './inputs.js';

/** The elements of one batch in pairs: what is carried on, and what gates it. */
export interface Pairs {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Which pairs are whole; in a null cell none is. undefined: all. */
  readonly live: Validity | undefined;
  /** Pairs that hold a null, and null cells. */
  readonly nulls: number;
  /** The row in the batch of a pair. */
  rowOf(pair: number): number;
  /** The row in the batch of the first null; only where there is one. */
  readonly firstNull: number;
  /** A number for each pair in the layout of the columns; null pairs stay null if `keepNulls`, null cells always. */
  toData(values: Float64Array, float: FloatWidth, keepNulls: boolean): Data;
}

/** Two columns, or the two halves of the cells of one. */
export interface PairSource {
  readonly list: boolean;
  /** The wider one; 64 where one holds integers or text. */
  readonly float: FloatWidth;
  readonly nullable: boolean;
  /** The type of a result of that width. */
  typeOf(float: FloatWidth): DataType;
  read(batch: RecordBatch, at: At): Pairs;
}

/**
 * What a gated operator works on: one list column, whose cells are cut into halves, or two columns of the same kind.
 *
 * @throws SelectionError for another number of columns, and where a scalar stands beside a list; SchemaError for a
 *   FixedSizeList with an odd number of elements
 */
export function choosePairs(chosen: readonly Chosen[], operator: string): PairSource {
  const [one, other = one, third] = chosen as readonly [Chosen, ...Chosen[]];
  const kinds = [one, other].map(({ field }) => sourceWidth(field, operator));
  const [{ list, float = 64 }, { float: otherFloat = 64 }] = kinds as [
    (typeof kinds)[0],
    (typeof kinds)[0],
  ];
  const halved = other === one;
  if (third !== undefined || kinds[1]!.list !== list || (halved && !list)) {
    throw refuse(operator, chosen.length);
  }
  const type: DataType | undefined = halved ? halfListType(one.field.type) : one.field.type;
  if (type === undefined) throw oddType(operator, one);
  return {
    list,
    float: widest([float, otherFloat]),
    nullable: [one, other].some(({ field }) => mayHoldNull(field)),
    typeOf: (width) => (list ? listType(type, floatType(width), true) : floatType(width)),
    read(batch, at) {
      if (!list) return pairColumns(batch, one, other, at);
      const lists = readLists(batch, one, 64, at);
      return halved
        ? pairCells(lists, lists, one, at)
        : pairCells(lists, readLists(batch, other, 64, at), one, at);
    },
  };
}

function refuse(operator: string, got: number): SelectionError {
  return new SelectionError({
    operator,
    what: 'the columns are no two halves',
    got,
    expected: 'one list column, or two columns that are both scalar or both lists',
  });
}

function oddType(operator: string, { name, field }: Chosen): SchemaError {
  const what = `a cell of ${field.type} has no two halves`;
  return new SchemaError({ operator, what, column: name, expected: 'an even number of elements' });
}

function pairColumns(batch: RecordBatch, one: Chosen, other: Chosen, at: At): Pairs {
  const [a, b] = [readNumbers(batch, one, 64, at), readNumbers(batch, other, 64, at)];
  const live = Validity.every([a.validity, b.validity], batch.numRows);
  return {
    first: Float64Array.from(a.values),
    second: Float64Array.from(b.values),
    live,
    nulls: live?.nullCount ?? 0,
    firstNull: firstNullOf(live),
    rowOf: (pair) => pair,
    toData: (values, float, keepNulls) => floatData(values, float, keepNulls ? live : undefined),
  };
}

/** Where the pairs of a row lie; in null cells of lists without a fixed size there are none. */
interface Extents {
  readonly lengths: Int32Array;
  readonly starts: Int32Array;
}

/** `a` and `b` are the same lists where their cells are halved. */
function pairCells(a: Lists, b: Lists, column: Chosen, at: At): Pairs {
  const count = a.rows.length;
  const cells = Validity.every([a.validity, b.validity], count);
  const { lengths, starts } = extents(a, b, cells, column, at);
  const total = starts[count]!;
  const first = new Float64Array(total);
  const second = new Float64Array(total);
  const live = new Uint8Array(total);
  const rows = new Int32Array(total);
  let nulls = cells?.nullCount ?? 0;
  let firstNull = firstNullOf(cells);
  for (let row = 0; row < count; row++) {
    const to = starts[row]!;
    rows.fill(row, to, to + lengths[row]!);
    if (cells?.isValid(row) === false) continue;
    const fromA = startOf(a.rows, row);
    const fromB = a === b ? fromA + lengths[row]! : startOf(b.rows, row);
    for (let i = 0; i < lengths[row]!; i++) {
      first[to + i] = a.numbers.values[fromA + i]!;
      second[to + i] = b.numbers.values[fromB + i]!;
      if (isThere(a.numbers, fromA + i) && isThere(b.numbers, fromB + i)) live[to + i] = 1;
      else {
        nulls += 1;
        firstNull = Math.min(firstNull, row);
      }
    }
  }
  const whole = Validity.of(total, (pair) => live[pair] === 1);
  const layout = withLengths(a, lengths);
  return {
    first,
    second,
    live: whole,
    nulls,
    firstNull,
    rowOf: (pair) => rows[pair]!,
    toData: (values, float, keepNulls) =>
      listData(layout, floatData(values, float, keepNulls ? whole : undefined), cells),
  };
}

function extents(a: Lists, b: Lists, cells: Validity | undefined, column: Chosen, at: At): Extents {
  const count = a.rows.length;
  const lengths = new Int32Array(count);
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) {
    const size = startOf(a.rows, row + 1) - startOf(a.rows, row);
    const other = startOf(b.rows, row + 1) - startOf(b.rows, row);
    const missing = cells?.isValid(row) === false;
    if (!missing && (a === b ? size % 2 !== 0 : size !== other)) {
      throw uneven(a === b, size, other, column, at, row);
    }
    if (a.layout === 'FixedSizeList' || !missing) lengths[row] = a === b ? size / 2 : size;
    starts[row + 1] = starts[row]! + lengths[row]!;
  }
  return { lengths, starts };
}

function uneven(
  halved: boolean,
  size: number,
  other: number,
  { name }: Chosen,
  { operator, batch, row }: At,
  index: number,
): DataError {
  return new DataError({
    operator,
    what: halved ? 'the cell has no two halves' : 'the cells of the two columns differ in length',
    got: size,
    column: name,
    batch,
    row: row + index,
    expected: halved ? 'an even number of elements' : `${other} elements, as in the other column`,
  });
}

function isThere({ validity }: Numbers, index: number): boolean {
  return validity === undefined || validity.isValid(index);
}

function firstNullOf(validity: Validity | undefined): number {
  let first = Number.POSITIVE_INFINITY;
  validity?.eachNull((index) => {
    first = Math.min(first, index);
  });
  return first;
}
