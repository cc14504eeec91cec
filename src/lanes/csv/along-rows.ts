import { type Counts, type RowRules, rowRules } from '../../../operators/core/policies.js';
import { computeRows, fillEach, fillOne } from '../../../operators/core/rows/compute-rows.js';
import {
  checkSumToOne,
  isOff,
  roundingKernel,
  type SumToOne,
  unitsOf,
  widthFor,
} from '../../../operators/core/rows/sum-to-one.js';
import { Scratch } from '../../../operators/core/scratch.js';
import { arrayStage, computeWidth, widest } from './arrays.js';
import { joinNulls, type Stage } from './batch.js';
import type { NullMarks, NumberColumn } from './columns.js';
import { FEW_ROWS } from './few-rows.js';
import { areOrdinary, judgedRows, markVerdicts, NOWHERE } from './judged-rows.js';
import type { LaneStep } from './lane-step.js';
import { leaveRefused } from './leave-refused.js';
import type { Mask } from './mask.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from './parsed-step.js';
import { ROW_KERNELS, type RowKernel } from './row-kernels.js';
import { rowStage } from './row-stage.js';

/** A function of a row's classes: see src/lanes/csv/row-kernels.ts. */
export const ALONG_ROWS: LaneStep = {
  takes(step) {
    const { over = 'row', temperature = 1, where } = step.options;
    if (over !== 'row' || !(Number(temperature) > 0) || where === '') return false;
    checkPlaces(step, kernelOf(step).shape);
    checkSumToOne(step.op, roundingIn(step), floatIn(step));
    return hasOnly(step, ['over', 'temperature', 'where', 'as', 'keep', 'float', 'sumToOne']);
  },
  add(draft, step) {
    const kernel = kernelOf(step);
    const { shape, origin, fn } = kernel;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    // A single column may hold lists.
    if (sources === undefined || sources.length < 2) return false;
    // The operator warns of them.
    if (fn.logits !== false && sources.some((source) => source.origin === 'probability'))
      return false;
    const mask = draft.maskOf(step);
    if (mask === undefined) return false;
    const nulls = draft.marks();
    // Half precision has no room for the tails of a distribution.
    const own = widthFor(roundingIn(step)) ?? (widest(sources) === 64 ? 64 : 32);
    const float = floatIn(step) ?? own;
    const results = (shape === 'each' ? chosen : [0]).map(() => draft.room(float, origin, nulls));
    const unsaid = mask === 'none' ? [] : [mask.unknown];
    const rules = leaveRefused(draft, rulesOf(step), sources, [
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

function kernelOf({ op }: ParsedStep): RowKernel {
  return ROW_KERNELS.get(op)!; // steps of no other name come here
}

/** `parseOptions` has seen to the kind. */
function roundingIn({ options }: ParsedStep): SumToOne | undefined {
  return options.sumToOne as SumToOne | undefined;
}

/** What is done with rows that are not ordinary. */
interface Judging {
  readonly rules: RowRules;
  readonly counts: Counts;
  readonly mask: Mask | 'none';
  /** Of the results. */
  readonly nulls: NullMarks;
}

function rulesOf(step: ParsedStep): RowRules {
  return rowRules(step.op, step.options, kernelOf(step).fn.degenerate);
}

function stageOf(
  step: ParsedStep,
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  { rules, counts, mask, nulls }: Judging,
): Stage {
  const { fn, shape } = kernelOf(step);
  const temperature = Number(step.options.temperature ?? 1);
  const sumToOne = roundingIn(step);
  const float = widest(results);
  const rounding = isOff(sumToOne) ? undefined : roundingKernel(unitsOf(sumToOne, float));
  const compute = rounding === undefined ? computeWidth(widest(sources), float) : 64;
  const computing = { temperature, rounding, fill: shape === 'each' ? fillEach : fillOne };
  const scratch = new Scratch();
  const join = joinNulls(
    sources.map((source) => source.nulls),
    nulls,
    counts,
  );
  const [hidden, unknown] = mask === 'none' ? [] : [mask.hidden, mask.unknown];
  const sideBySide = rowStage(sources, results, compute, (block, dst, rows) => {
    fn.kernel.rows(block, dst, rows, temperature, 0);
    rounding?.rows(dst, dst, rows, 1, 0);
  });
  const byColumns = arrayStage(sources, results, compute, (src, dst, batch) => {
    const { rows } = batch;
    if (hidden === undefined && areOrdinary(sources, rules, batch)) {
      fn.kernel.columns(src, dst, rows, temperature, 0);
      rounding?.columns(dst, dst, rows, 1, 0);
      join(batch);
      return;
    }
    const block = judgedRows(sources, src, batch, fn.absent ?? -Infinity, unknown);
    const out = hidden?.values.subarray(0, rows);
    const bench = { block, rules, counts, at: NOWHERE, scratch, out };
    markVerdicts(computeRows(fn, bench, dst, computing), nulls, batch);
  });
  return (batch) => {
    const isPlain = hidden === undefined && areOrdinary(sources, rules, batch);
    if (!isPlain || batch.rows >= FEW_ROWS) return byColumns(batch);
    sideBySide(batch);
    join(batch);
  };
}
