import { fromHalf, toHalf } from '../../columns/float16.js';
import type { Floats } from '../../softmax/rows.js';
import { arrayStage, computeWidth, LIKE } from './arrays.js';
import type { Stage } from './batch.js';
import type { NumberColumn } from './columns.js';

/** `dst[i]` = f(`src[i]`), where they may be the same. */
export type Apply = (src: Floats, dst: Floats, length: number) => void;

/** Below so many rows, as batches of very wide tables have, a call for a column costs more than its numbers. */
const FEW_ROWS = 64;
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
  return ({ rows }) => {
    const most = Math.floor(BLOCK / rows);
    for (let from = 0; from < sources.length; from += most) {
      const to = Math.min(sources.length, from + most);
      for (let i = from; i < to; i++) gather(sources[i]!, rows, block, (i - from) * rows);
      apply(block, block, (to - from) * rows);
      for (let i = from; i < to; i++) scatter(block, (i - from) * rows, results[i]!, rows);
    }
  };
}

function gather({ values }: NumberColumn, rows: number, block: Floats, at: number): void {
  for (let row = 0; row < rows; row++) block[at + row] = values[row]!;
}

function scatter(block: Floats, at: number, { values, width }: NumberColumn, rows: number): void {
  if (width !== 16) for (let row = 0; row < rows; row++) values[row] = block[at + row]!;
  else for (let row = 0; row < rows; row++) values[row] = fromHalf(toHalf(block[at + row]!));
}
