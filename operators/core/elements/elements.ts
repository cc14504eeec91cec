import type { Data, RecordBatch } from 'apache-arrow';
import { type Lists, readLists, rowOf, startOf } from '../../../src/columns/lists.js';
import type { NumberRoom } from '../../../src/columns/number-room.js';
import { type At, type Floats, type Numbers, readNumbers } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import type { Chosen } from '../../../src/columns/selection/select.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, listData } from '../../../src/columns/write.js';
import type { JudgedElements } from './judge-elements.js';

/** The elements of one column of one batch: its cells, or what is within its cells. */
export interface Elements extends JudgedElements {
  /** A column in the same layout; null elements stay null if `keepNulls`, null cells always. */
  toData(values: Floats, float: FloatWidth, keepNulls: boolean): Data;
}

/**
 * Reads a column's elements at the width that they are computed in.
 *
 * @param room  for what is no float of that width
 */
export function readElements(
  batch: RecordBatch,
  column: Chosen,
  list: boolean,
  width: 32 | 64,
  at: At,
  room: NumberRoom,
): Elements {
  return list
    ? elementsOfLists(readLists(batch, column, width, at, room))
    : new CellElements(readNumbers(batch, column, width, at, room));
}

/** A class, for a batch may have 100,000 columns, and a closure is an object. */
class CellElements implements Elements {
  readonly values: Floats;
  readonly live: Validity | undefined;

  constructor({ values, validity }: Numbers) {
    this.values = values;
    this.live = validity;
  }

  get nulls(): number {
    return this.live?.nullCount ?? 0;
  }

  firstNull(): number {
    return firstNullOf(this.live);
  }

  rowOf(index: number): number {
    return index;
  }

  toData(results: Floats, float: FloatWidth, keepNulls: boolean): Data {
    return floatData(results, float, keepNulls ? this.live : undefined);
  }
}

function elementsOfLists(lists: Lists): Elements {
  const { rows, numbers, validity: cells } = lists;
  const within = numbers.validity;
  return {
    values: numbers.values,
    ...liveElements(lists),
    firstNull: () => {
      const element = firstNullOf(within);
      const row = element === Infinity ? Infinity : rowOf(rows, element);
      return Math.min(row, firstNullOf(cells));
    },
    rowOf: (index) => rowOf(rows, index),
    toData: (results, float, keepNulls) =>
      listData(lists, floatData(results, float, keepNulls ? within : undefined), cells),
  };
}

/** What a null cell holds means nothing, though a FixedSizeList always holds something there. */
function liveElements({ rows, numbers, validity: cells }: Lists): Pick<Elements, 'live' | 'nulls'> {
  const within = numbers.validity;
  if (cells === undefined) return { live: within, nulls: within?.nullCount ?? 0 };
  const live = new Uint8Array(numbers.length).fill(1);
  let dead = 0;
  within?.fillNulls(live, 0);
  cells.eachNull((row) => {
    const [start, end] = [startOf(rows, row), startOf(rows, row + 1)];
    live.fill(0, start, end);
    dead += end - start;
  });
  const validity = Validity.unmarked(live, 0);
  return { live: validity, nulls: (validity?.nullCount ?? 0) - dead + cells.nullCount };
}

/** The index of the first null slot; Infinity where there is none. */
function firstNullOf(validity: Validity | undefined): number {
  let first = Infinity;
  validity?.eachNull((index) => {
    first = Math.min(first, index);
  });
  return first;
}
