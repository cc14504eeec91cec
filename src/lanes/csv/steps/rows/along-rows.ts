import type { Counts, RowRules } from '../../../../../operators/core/policies.js';
import { computeRows } from '../../../../../operators/core/rows/compute-rows.js';
import { checkSumToOne } from '../../../../../operators/core/rows/sum-to-one.js';
import { Scratch } from '../../../../../operators/core/scratch.js';
import { joinNulls, type Stage } from '../../columns/batch.js';
import type { Mask } from '../../columns/mask.js';
import { isProbability, type NullMarks, type NumberColumn } from '../../columns/number-column.js';
import { arrayStage, widest } from '../arrays.js';
import { FEW_ROWS } from '../few-rows.js';
import { areOrdinary, judgedRows, markVerdicts, placeOf } from '../judged-rows.js';
import type { LaneStep } from '../lane-step.js';
import { leaveRefused } from '../leave-refused.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from '../parsed-step.js';
import { computingOf, kernelOf, resultWidth, rowRulesOf, sumToOneIn } from './row-computing.js';
import { rowStage } from './row-stage.js';
import { addRowsOfLists } from './rows-of-lists.js';

const OPTIONS = ['over', 'temperature', 'where', 'as', 'keep', 'float', 'sumToOne'];

/** A function of a row's classes: see src/lanes/csv/steps/rows/row-kernels.ts. */
export const ALONG_ROWS: LaneStep = {
  takes(step) {
    const { over = 'row', temperature = 1, where } = step.options;
    if (over !== 'row' || !(Number(temperature) > 0) || where === '') return false;
    checkPlaces(step, kernelOf(step).shape);
    checkSumToOne(step.op, sumToOneIn(step), floatIn(step));
    const own = Object.keys(kernelOf(step).fn.parameters ?? {});
    return hasOnly(step, [...OPTIONS, ...own]);
  },
  add(draft, step) {
    const { shape, origin, fn } = kernelOf(step);
    const chosen = draft.choose(step.op, columnsIn(step));
    const lists = draft.listsOfAll(chosen);
    const sources = draft.numbersOfAll(chosen);
    // The operator warns of them.
    const warns = fn.logits !== false && (lists ?? sources)?.some(isProbability) === true;
    if (warns) return false;
    if (lists !== undefined) return addRowsOfLists(draft, step, chosen, lists);
    if (sources === undefined || sources.length < 2) return false;
    const mask = draft.maskOf(step);
    if (mask === undefined) return false;
    const nulls = draft.marks();
    const float = resultWidth(step, sources);
    const results = (shape === 'each' ? chosen : [0]).map(() => draft.room(float, origin, nulls));
    const unsaid = mask === 'none' ? [] : [mask.unknown];
    const rules = leaveRefused(draft, rowRulesOf(step), sources, [
      ...sources.map((source) => source.nulls),
      ...unsaid,
    ]);
    const judging = { rules, counts: draft.counts.at(-1)!, mask, nulls };
    draft.stages.push(stageOf(step, sources, results, judging));
    const contents = results.map((content) => ({ content }));
    draft.place(step, chosen, contents, shape);
    return true;
  },
};

/** What is done with rows that are not ordinary. */
interface Judging {
  readonly rules: RowRules;
  readonly counts: Counts;
  readonly mask: Mask | 'none';
  /** Of the results. */
  readonly nulls: NullMarks;
}

function stageOf(
  step: ParsedStep,
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  { rules, counts, mask, nulls }: Judging,
): Stage {
  const { fn } = kernelOf(step);
  const { compute, ...computing } = computingOf(step, widest(sources), widest(results));
  const { temperature, rounding } = computing;
  const scratch = new Scratch();
  const join = joinNulls(
    sources.map((source) => source.nulls),
    nulls,
    counts,
  );
  const [hidden, unknown] = mask === 'none' ? [] : [mask.hidden, mask.unknown];
  const sideBySide = rowStage(sources, results, compute, (block, dst, rows, { firstRow }) => {
    fn.kernel.rows(block, dst, rows, temperature, firstRow);
    rounding?.rows(dst, dst, rows, 1, 0);
  });
  const byColumns = arrayStage(sources, results, compute, (src, dst, batch) => {
    const { rows, firstRow } = batch;
    if (hidden === undefined && areOrdinary(sources, rules, batch)) {
      fn.kernel.columns(src, dst, rows, temperature, firstRow);
      rounding?.columns(dst, dst, rows, 1, 0);
      join(batch);
      return;
    }
    const block = judgedRows(sources, src, batch, fn.absent ?? -Infinity, unknown);
    const out = hidden?.values.subarray(0, rows);
    const bench = { block, rules, counts, at: placeOf(batch), scratch, out };
    markVerdicts(computeRows(fn, bench, dst, computing), nulls, batch);
  });
  return (batch) => {
    const isPlain = hidden === undefined && areOrdinary(sources, rules, batch);
    if (!isPlain || batch.rows >= FEW_ROWS) return byColumns(batch);
    sideBySide(batch);
    join(batch);
  };
}
