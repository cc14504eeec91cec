import { Scratch } from '../../../../operators/core/scratch.js';
import { fromHalf, toHalf } from '../../../columns/float16.js';
import type { FloatWidth } from '../../../columns/selection/places.js';
import type { Floats } from '../../../softmax/rows.js';
import type { LaneBatch, Stage } from '../columns/batch.js';
import type { ListColumn } from '../columns/list-column.js';
import type { NumberColumn } from '../columns/number-column.js';

/** Shapes of the two element types, for scratch. */
export const LIKE = { 32: new Float32Array(0), 64: new Float64Array(0) };

/** What is computed in is never narrower than the input or the result. */
export function computeWidth(source: FloatWidth, result: FloatWidth): 32 | 64 {
  return source === 64 || result === 64 ? 64 : 32;
}

/** Numbers, a row each, or those of lists. */
type ArrayColumn = NumberColumn | ListColumn;

/** How many there are in a batch. */
function lengthOf(column: ArrayColumn, { rows }: LaneBatch): number {
  return column.kind === 'lists' ? column.cells.size : rows;
}

export function widest(columns: readonly Pick<ArrayColumn, 'width'>[]): FloatWidth {
  const widths = columns.map(({ width }) => width);
  if (widths.includes(64)) return 64;
  return widths.includes(32) ? 32 : 16;
}

/**
 * A stage that computes columns of columns, all as arrays of the width that is computed in.
 *
 * @param run  fills the rows of `dst`; arrays may be longer, and none may be kept
 */
export function arrayStage(
  sources: readonly ArrayColumn[],
  results: readonly ArrayColumn[],
  compute: 32 | 64,
  run: (src: readonly Floats[], dst: readonly Floats[], batch: LaneBatch) => void,
): Stage {
  const scratch = new Scratch();
  return (batch) => {
    const src = sources.map((column, i) =>
      valuesAt(column, compute, lengthOf(column, batch), scratch, i),
    );
    const dst = results.map((column, i) =>
      roomFor(column, compute, lengthOf(column, batch), scratch, sources.length + i),
    );
    run(src, dst, batch);
    results.forEach((column, i) => {
      settle(column, dst[i]!);
    });
  };
}

/** The values of a column at a width. */
function valuesAt(
  { values, width }: ArrayColumn,
  compute: 32 | 64,
  length: number,
  scratch: Scratch,
  slot: number,
): Floats {
  if (width === compute || (width === 16 && compute === 32)) return values;
  const copy = scratch.floats(slot, LIKE[compute], length);
  copy.set(values.subarray(0, length));
  return copy;
}

/** Where the results of a column are computed: in their place, or beside it where that is narrower. */
function roomFor(
  { values, width }: ArrayColumn,
  compute: 32 | 64,
  length: number,
  scratch: Scratch,
  slot: number,
): Floats {
  return width === compute ? values : scratch.floats(slot, LIKE[compute], length);
}

/** Rounds results into their place, where they are not there already. */
export function settle({ values, width }: ArrayColumn, results: Floats): void {
  if (width === 16) {
    for (let row = 0; row < results.length; row++) values[row] = fromHalf(toHalf(results[row]!));
  } else if (results.BYTES_PER_ELEMENT * 8 !== width) values.set(results);
}
