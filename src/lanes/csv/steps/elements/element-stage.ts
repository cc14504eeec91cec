import type { Floats } from '../../../../softmax/rows.js';
import type { Stage } from '../../columns/batch.js';
import type { NumberColumn } from '../../columns/number-column.js';
import { arrayStage, computeWidth, LIKE } from '../arrays.js';
import { FEW_ROWS, gather, scatter } from '../few-rows.js';

/** `dst[i]` = f(`src[i]`), where they may be the same. */
export type Apply = (src: Floats, dst: Floats, length: number) => void;

const BLOCK = 4096;

/** A stage that applies a function to each number of some columns. */
export function elementStage(
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  apply: Apply,
): Stage {
  const widths = sources.map((source, i) => computeWidth(source.width, results[i]!.width));
  const stageOf = (source: NumberColumn, i: number) =>
    arrayStage([source], [results[i]!], widths[i]!, ([src], [dst], { rows }) => {
      apply(src!, dst!, rows);
    });
  let singly: readonly Stage[] | undefined;
  const packed = ([32, 64] as const).flatMap((compute) => {
    const own = (_: unknown, i: number) => widths[i] === compute;
    const some = sources.filter(own);
    return some.length === 0 ? [] : [packedStage(some, results.filter(own), compute, apply)];
  });
  return (batch) => {
    if (batch.rows >= FEW_ROWS) singly ??= sources.map(stageOf);
    for (const stage of batch.rows < FEW_ROWS ? packed : singly!) stage(batch);
  };
}

/** Columns are laid end to end, many at a time. */
function packedStage(
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  compute: 32 | 64,
  apply: Apply,
): Stage {
  const block = new (LIKE[compute].constructor as typeof Float64Array)(BLOCK);
  return (batch) => {
    const { rows } = batch;
    const apart = { column: rows, row: 1 };
    const most = Math.floor(BLOCK / rows);
    for (let from = 0; from < sources.length; from += most) {
      const some = sources.slice(from, from + most);
      gather(some, batch, block, apart);
      apply(block, block, some.length * rows);
      scatter(block, results.slice(from, from + most), batch, apart);
    }
  };
}
