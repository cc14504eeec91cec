import {
  isRoundable,
  MOST_ROUNDED,
  type Rounding,
  roundSignificant,
} from '../../numerals/rounded.js';
import { beyondPrecision, MOST_PRECISION } from '../../simd/text.js';
import { leaveBeyond, type Stage } from './batch.js';
import type { NumberColumn } from './columns.js';
import type { Draft } from './draft.js';

/** Whether a lane writes numbers so. */
export function writesRounded({ precision = 0, significant = 1 }: Rounding): boolean {
  return precision <= MOST_PRECISION && significant <= MOST_ROUNDED;
}

/** Sees to the numbers of the output, behind the last step. False where a lane does not write them so. */
export function addRounding(draft: Draft, { precision, significant }: Rounding): boolean {
  if (precision !== undefined) {
    draft.stages.push(leaveBeyond(draft.numbers, beyondPrecision(precision)));
  }
  if (significant === undefined) return true;
  const contents = draft.columns.map(({ content }) => content);
  const numbers = contents.filter((content) => content.kind === 'numbers');
  // The shortest form of narrower numbers need not have the digits of the double.
  if (contents.some(({ kind }) => kind === 'text')) return false;
  if (numbers.some(({ width }) => width !== 64)) return false;
  draft.stages.push(roundAll(numbers, significant));
  return true;
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
