import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import { describe } from '../../../src/errors.js';
import { MOST_DECIMALS_OF_FLOAT, UNITS_OF_FLOAT } from '../../../src/softmax/rounding/quantum.js';
import { sumToOneColumns, sumToOneRows } from '../../../src/softmax/rounding/sum-to-one.js';
import type { RowKernel } from './block.js';

/** To what probabilities are rounded: the last place of their type below one, or decimals. */
export type SumToOne = boolean | { readonly decimals: number };

/** What operators take whose results are probabilities that sum to one. */
export interface SumToOneOption {
  /**
   * Rounds the probabilities of each row so that they add up to exactly one as they are written. `true`: to multiples of
   * 2⁻²⁴ in float32, 2⁻¹¹ in float16, 2⁻⁵³ in float64, so that sums in that type are exact in any order.
   * `{ decimals: n }`: to n decimals, 0 to 15, for text; results are float64 then, or `float` 32 for up to 7 and 16
   * for up to 3. By largest remainders: each is less than a quantum from p/Σp, p computed in float64; the order stays, and 0 stays 0;
   * of equal classes the earlier ones get what is left. Rows that are no distribution stay as they are. Default: false.
   */
  sumToOne?: SumToOne | undefined;
}

/**
 * @param float  of the results, where an option says it
 * @throws TypeError, RangeError for what no type can hold
 */
export function checkSumToOne(operator: string, value: unknown, float?: FloatWidth): void {
  if (value === undefined || typeof value === 'boolean') return;
  const expected = 'true, false or { decimals: n }';
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length !== 1 || keys[0] !== 'decimals') {
    throw new TypeError(describe({ operator, what: 'unknown sumToOne', got: value, expected }));
  }
  const { decimals } = value as { readonly decimals: unknown }; // seen in the lines before
  const most = MOST_DECIMALS_OF_FLOAT[float ?? 64];
  const report = { operator, what: 'sumToOne.decimals is out of range', got: decimals };
  if (Number.isInteger(decimals) && Number(decimals) >= 0 && Number(decimals) <= most) return;
  const Kind = typeof decimals === 'number' ? RangeError : TypeError;
  const of = float === undefined ? '' : ` in float${float}`;
  throw new Kind(describe({ ...report, expected: `an integer from 0 to ${most}${of}` }));
}

/** Whether it asks for nothing. */
export function isOff(value: SumToOne | undefined): value is false | undefined {
  return value === undefined || value === false;
}

/** The width of the results where no option says it: decimals want room. */
export function widthFor(value: SumToOne | undefined): 64 | undefined {
  return typeof value === 'object' ? 64 : undefined;
}

/** How many quanta are one, in results of a width. */
export function unitsOf(value: true | { readonly decimals: number }, float: FloatWidth): number {
  return value === true ? UNITS_OF_FLOAT[float] : 10 ** value.decimals;
}

/** The rounding as a kernel, which needs no temperature. */
export function roundingKernel(units: number): RowKernel {
  return {
    rows: (src, dst, rows) => sumToOneRows(src, dst, rows, units),
    columns: (src, dst, length) => sumToOneColumns(src, dst, length, units),
  };
}
