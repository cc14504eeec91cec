import { gateProducts } from '../../neurons/gate.js';
import { GATED_UNITS, type GatedUnit, gateOf } from '../../neurons/gated-units.js';
import { arrayStage, widest } from './arrays.js';
import type { LaneStep } from './lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly } from './parsed-step.js';

/** A gated unit of two columns. */
function gatedStep(unit: GatedUnit): LaneStep {
  return {
    takes(step) {
      checkPlaces(step, 'one');
      return hasOnly(step, ['gate', 'as', 'keep', 'float']);
    },
    add(draft, step) {
      const { gate = unit.gate } = step.options;
      const chosen = draft.choose(step.op, columnsIn(step));
      const sources = draft.numbersOfAll(chosen);
      if (sources?.length !== 2) return false;
      const nulls = draft.nullsOfRows(step, sources);
      const result = draft.room(floatIn(step) ?? widest(sources), 'result', nulls);
      let gating = new Float64Array(0);
      draft.stages.push(
        arrayStage(sources, [result], 64, ([first, second], [dst], { rows }) => {
          if (gating.length < rows) gating = new Float64Array(rows);
          const [gates, carried] = gate === 'first' ? [first, second] : [second, first];
          const own = gating.subarray(0, rows);
          own.set(gates!.subarray(0, rows));
          // Invariant of the casts: it is computed in doubles.
          const products = dst!.subarray(0, rows) as Float64Array;
          gateProducts(gateOf(unit), carried as Float64Array, own, products);
        }),
      );
      draft.place(step, chosen, [{ content: result }], 'one');
      return true;
    },
  };
}

export const GATED: readonly (readonly [string, LaneStep])[] = Object.values(GATED_UNITS).map(
  (unit) => [unit.name, gatedStep(unit)] as const,
);
