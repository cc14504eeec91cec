import { RANK_DEGENERATE_POLICIES, rowRules } from '../../../../../operators/core/policies.js';
import {
  type Ranking,
  type RankKernel,
  rankBlock,
} from '../../../../../operators/core/rows/ranking.js';
import { Scratch } from '../../../../../operators/core/scratch.js';
import type { Floats } from '../../../../softmax/rows.js';
import type { LaneBatch } from '../../columns/batch.js';
import type { NullMarks, NumberColumn } from '../../columns/number-column.js';
import type { Draft } from '../draft.js';
import { policeJointly } from '../joint-policies.js';
import { areOrdinary, judgedRows, markUnranked, placeOf } from '../judged-rows.js';
import type { ParsedStep } from '../parsed-step.js';
import { eachBlock } from '../row-blocks.js';

/** Ranks the rows of a batch; `take` gets those from a row on. */
export type RankStage = (
  values: readonly Floats[],
  batch: LaneBatch,
  take: (ranking: Ranking, start: number) => void,
) => void;

/**
 * A ranking under the policies of its step.
 *
 * @param nulls  gets the rows without one
 */
export function rankStage(
  draft: Draft,
  step: ParsedStep,
  sources: readonly NumberColumn[],
  { kernel, nulls }: { readonly kernel: RankKernel; readonly nulls: NullMarks },
): RankStage {
  const given = rowRules(step.op, step.options, RANK_DEGENERATE_POLICIES);
  const { rules, counts, join } = policeJointly(draft, given, sources, nulls);
  const blocks = eachBlock(sources.length);
  const scratch = new Scratch();
  return (values, batch, take) => {
    if (areOrdinary(sources, rules, batch)) {
      blocks(values, batch.rows, (block, start, layout) => take(kernel.rows(block, layout), start));
      join(batch);
      return;
    }
    const block = judgedRows(sources, values, batch, -Infinity);
    const ranking = rankBlock({ block, rules, counts, at: placeOf(batch), scratch }, kernel);
    markUnranked(ranking, nulls, batch);
    take(ranking, 0);
  };
}
