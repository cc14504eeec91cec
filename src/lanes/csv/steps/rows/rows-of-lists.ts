import { computeRows } from '../../../../../operators/core/rows/compute-rows.js';
import { Scratch } from '../../../../../operators/core/scratch.js';
import type { Chosen } from '../../../../columns/selection/select.js';
import type { LaneColumn } from '../../columns/columns.js';
import type { ListColumn } from '../../columns/list-column.js';
import { arrayStage } from '../arrays.js';
import type { Draft } from '../draft.js';
import { judgedCells } from '../judged-cells.js';
import { markVerdicts, placeOf } from '../judged-rows.js';
import { policeLists } from '../leave-lists.js';
import type { ParsedStep } from '../parsed-step.js';
import { computingOf, kernelOf, resultWidth, rowRulesOf } from './row-computing.js';

/** Adds a function of a row's classes to the draft, which are the elements of a cell: one for each column. */
export function addRowsOfLists(
  draft: Draft,
  step: ParsedStep,
  chosen: readonly Chosen<LaneColumn>[],
  sources: readonly ListColumn[],
): boolean {
  const { fn, shape, origin } = kernelOf(step);
  if (shape === 'one' && sources.length > 1) return false;
  const mask = draft.maskOf(step);
  if (mask === undefined) return false;
  const [hidden, unknown] = mask === 'none' ? [] : [mask.hidden, mask.unknown];
  const { rules, counts } = policeLists(draft, rowRulesOf(step), sources, unknown);
  const contents = sources.map((source) => {
    const nulls = draft.marks();
    const float = resultWidth(step, [source]);
    const result =
      shape === 'each'
        ? draft.listRoom(float, source, origin, nulls, { valid: undefined })
        : draft.room(float, origin, nulls);
    const { compute, ...computing } = computingOf(step, source.width, float);
    const scratch = new Scratch();
    draft.stages.push(
      arrayStage([source], [result], compute, ([src], dst, batch) => {
        const block = judgedCells(source, src!, batch, fn.absent ?? -Infinity, unknown);
        const out = hidden?.values.subarray(0, batch.rows);
        const bench = { block, rules, counts, at: placeOf(batch), scratch, out };
        markVerdicts(computeRows(fn, bench, dst, computing), nulls, batch);
      }),
    );
    return { content: result };
  });
  draft.place(step, chosen, contents, shape);
  return true;
}
