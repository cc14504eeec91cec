import { isRoundable, roundSignificant } from '../../numerals/rounded.js';
import { beyondPrecision, MOST_PRECISION } from '../../simd/text.js';
import { leaveBeyond, type Stage } from './batch.js';
import type { NumberColumn } from './columns.js';
import type { Draft } from './draft.js';
import { isPrinted } from './number-form.js';

/** Sees to the numbers of the output that the engine prints, behind the last step. */
export function addRounding(draft: Draft): void {
  const { precision, significant } = draft.rounding;
  if (precision !== undefined && precision <= MOST_PRECISION) {
    draft.stages.push(leaveBeyond(draft.numbers, beyondPrecision(precision)));
  }
  if (significant === undefined) return;
  const numbers = draft.columns
    .map(({ content }) => content)
    .filter((content) => content.kind === 'numbers')
    .filter(({ width }) => isPrinted(width, draft.rounding));
  draft.stages.push(roundAll(numbers, significant));
}

/** Rounds numbers in their place, so that their shortest forms are what is to be written. */
function roundAll(columns: readonly NumberColumn[], most: number): Stage {
  return ({ rows, flags }) => {
    for (const { values } of columns) {
      for (let row = 0; row < rows; row++) {
        const value = values[row]!;
        if (isRoundable(value)) values[row] = roundSignificant(value, most);
        else flags[row] = 1;
      }
    }
  };
}
