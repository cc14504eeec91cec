import {
  judgePairs,
  type NumberPairs,
} from '../../../../../operators/core/elements/judge-pairs.js';
import { elementRules } from '../../../../../operators/core/policies.js';
import { Validity } from '../../../../columns/validity.js';
import { DataError } from '../../../../errors.js';
import { gateProducts } from '../../../../neurons/gate.js';
import { GATED_UNITS, type GatedUnit, gateOf } from '../../../../neurons/gated-units.js';
import type { LaneBatch } from '../../columns/batch.js';
import type { NullMarks, NumberColumn } from '../../columns/number-column.js';
import { arrayStage, widest } from '../arrays.js';
import type { Draft } from '../draft.js';
import { policeJointly } from '../joint-policies.js';
import { areOrdinary, judgedNumbers, markNulls } from '../judged-rows.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from '../parsed-step.js';
import { addGatedLists } from './gated-lists.js';

/** A gated unit of two columns, or of the halves of lists. */
function gatedStep(unit: GatedUnit): LaneStep {
  return {
    takes(step) {
      checkPlaces(step, 'one');
      return hasOnly(step, ['gate', 'as', 'keep', 'float']);
    },
    add(draft, step) {
      const { gate = unit.gate } = step.options;
      const chosen = draft.choose(step.op, columnsIn(step));
      const lists = draft.listsOfAll(chosen);
      if (lists !== undefined) {
        const result = addGatedLists(draft, step, lists, unit);
        if (result !== undefined) draft.place(step, chosen, [{ content: result }], 'one');
        return result !== undefined;
      }
      const sources = draft.numbersOfAll(chosen);
      if (sources?.length !== 2) return false;
      const policing = policePairs(draft, step, sources);
      const result = draft.room(floatIn(step) ?? widest(sources), 'result', policing.nulls);
      let gating = new Float64Array(0);
      draft.stages.push(
        arrayStage(sources, [result], 64, (src, [dst], batch) => {
          const { rows } = batch;
          if (gating.length < rows) gating = new Float64Array(rows);
          // Invariant of the casts: it is computed in doubles.
          const [first, second, products] = [...src, dst!].map((values) =>
            values.subarray(0, rows),
          ) as [Float64Array, Float64Array, Float64Array];
          const shown = policing.judge({ first, second }, batch);
          const [gates, carried] = gate === 'first' ? [first, second] : [second, first];
          const own = gating.subarray(0, rows);
          own.set(gates);
          gateProducts(gateOf(unit), carried, own, products);
          shown?.fillNulls(products, 0);
        }),
      );
      draft.place(step, chosen, [{ content: result }], 'one');
      return true;
    },
  };
}

/** The policies of a step that looks at pairs of numbers. */
interface PairPolicing {
  /** Of the result. */
  readonly nulls: NullMarks;
  /** Counts what is in the pairs; returns which have a result that is neither null nor masked. */
  judge(pairs: Omit<NumberPairs, 'live'>, batch: LaneBatch): Validity | undefined;
}

function policePairs(
  draft: Draft,
  step: ParsedStep,
  sources: readonly NumberColumn[],
): PairPolicing {
  const nulls = draft.marks();
  const given = elementRules(step.op, step.options);
  const { rules, counts, join } = policeJointly(draft, given, sources, nulls);
  // There are none: rows that a policy refuses have been left to the operators.
  const refuse = () => new DataError({ operator: step.op, what: 'a NaN', expected: 'a number' });
  return {
    nulls,
    judge({ first, second }, batch) {
      if (areOrdinary(sources, rules, batch)) {
        join(batch);
        return undefined;
      }
      const numbers = judgedNumbers(sources, [first, second], batch);
      const live = Validity.every(
        numbers.map(({ validity }) => validity),
        batch.rows,
      );
      counts.nulls += live?.nullCount ?? 0;
      if (rules.nulls === 'propagate') markNulls(live, nulls, batch);
      return judgePairs({ first, second, live }, rules, counts, refuse);
    },
  };
}

export const GATED: readonly (readonly [string, LaneStep])[] = Object.values(GATED_UNITS).map(
  (unit) => [unit.name, gatedStep(unit)] as const,
);
