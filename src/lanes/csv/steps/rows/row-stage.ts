import { Scratch } from '../../../../../operators/core/scratch.js';
import type { Rows } from '../../../../softmax/layout.js';
import type { Floats } from '../../../../softmax/rows.js';
import type { LaneBatch, Stage } from '../../columns/batch.js';
import type { NumberColumn } from '../../columns/number-column.js';
import { LIKE } from '../arrays.js';
import { gather, scatter } from '../few-rows.js';

/**
 * A stage that computes a few rows, their classes side by side.
 *
 * @param results  a column for each class, or one for all of them
 * @param run  fills `dst`, which is `src` where there is a result for each class
 */
export function rowStage(
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  compute: 32 | 64,
  run: (src: Floats, dst: Floats, rows: Rows, batch: LaneBatch) => void,
): Stage {
  const scratch = new Scratch();
  const width = sources.length;
  const isOne = results.length < width;
  return (batch) => {
    const { rows: length } = batch;
    const src = scratch.floats(0, LIKE[compute], length * width);
    const dst = isOne ? scratch.floats(1, LIKE[compute], length) : src;
    gather(sources, batch, src, { column: 1, row: width });
    run(src, dst, { length, width }, batch);
    scatter(dst, results, batch, { column: 1, row: results.length });
  };
}
