import { RANK_DEGENERATE_POLICIES, rowRules } from '../../../../../operators/core/policies.js';
import { type RankKernel, rankBlock } from '../../../../../operators/core/rows/ranking.js';
import { Scratch } from '../../../../../operators/core/scratch.js';
import type { ListColumn } from '../../columns/list-column.js';
import type { NullMarks } from '../../columns/number-column.js';
import type { Draft } from '../draft.js';
import { judgedCells } from '../judged-cells.js';
import { markUnranked, placeOf } from '../judged-rows.js';
import { policeLists } from '../leave-lists.js';
import type { ParsedStep } from '../parsed-step.js';
import type { RankStage } from './rank-stage.js';

/** As `rankStage`, of the elements of each cell; all rows of a batch at once. */
export function rankLists(
  draft: Draft,
  step: ParsedStep,
  list: ListColumn,
  { kernel, nulls }: { readonly kernel: RankKernel; readonly nulls: NullMarks },
): RankStage {
  const given = rowRules(step.op, step.options, RANK_DEGENERATE_POLICIES);
  const { rules, counts } = policeLists(draft, given, [list]);
  const scratch = new Scratch();
  return ([values], batch, take) => {
    const block = judgedCells(list, values!, batch, -Infinity);
    const ranking = rankBlock({ block, rules, counts, at: placeOf(batch), scratch }, kernel);
    markUnranked(ranking, nulls, batch);
    take(ranking, 0);
  };
}
