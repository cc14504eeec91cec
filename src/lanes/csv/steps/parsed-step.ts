import {
  checkPlacement,
  type FloatWidth,
  type Placement,
} from '../../../columns/selection/places.js';
import { type Columns, checkColumns } from '../../../columns/selection/select.js';
import { columnsOf } from '../../../recipes/columns-of.js';
import type { OptionValue } from '../../../recipes/option-values.js';

/** A step with the operator's own name, and its options held against their kinds. */
export interface ParsedStep {
  readonly op: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** They speak of nulls, of NaN and of rows without a distribution. */
const POLICIES = ['nulls', 'nan', 'degenerate'];

/** Whether a step has no other options than these, and policies. */
export function hasOnly({ options }: ParsedStep, names: readonly string[]): boolean {
  return Object.keys(options).every(
    (name) => name === 'columns' || POLICIES.includes(name) || names.includes(name),
  );
}

/** The columns as operators take them; `parseOptions` has seen to their kind. */
export function columnsIn({ options }: ParsedStep): Columns {
  return columnsOf(options.columns!) as Columns;
}

/** Where results go; `parseOptions` has seen to the kinds. */
export function placementIn({ options }: ParsedStep): Placement {
  const { as, keep, float } = options;
  return { as, keep, float } as Placement;
}

/**
 * Holds its columns, and where its results go, against what its operator would take.
 *
 * @throws TypeError, RangeError where the operator would refuse them
 */
export function checkPlaces(step: ParsedStep, shape: 'each' | 'one'): void {
  const columns = columnsIn(step);
  checkColumns(step.op, columns);
  checkPlacement(step.op, columns, placementIn(step), shape);
}

/** The width of the results, where the step says it. */
export function floatIn({ options }: ParsedStep): FloatWidth | undefined {
  return options.float as FloatWidth | undefined; // one of its choices
}
