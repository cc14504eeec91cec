import { checkPlacement, type Placement } from '../../columns/places.js';
import { type Columns, checkColumns } from '../../columns/select.js';
import { columnsOf } from '../../recipes/columns-of.js';
import type { OptionValue } from '../../recipes/recipe.js';

/** A step with the operator's own name, and its options held against their kinds. */
export interface ParsedStep {
  readonly op: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** They speak of nulls, of NaN and of rows without a distribution: of rows that the operators compute. */
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
 * Whether its operator would take its columns and where its results go, and so can a lane.
 *
 * @throws TypeError, RangeError where the operator would refuse them
 */
export function hasPlacement(step: ParsedStep, shape: 'each' | 'one'): boolean {
  const columns = columnsIn(step);
  checkColumns(step.op, columns);
  checkPlacement(step.op, columns, placementIn(step), shape);
  // Half precision has no form of its own in a lane.
  return step.options.float !== 16;
}

/** The width of the results of numbers of a width. */
export function floatIn({ options }: ParsedStep, width: 32 | 64): 32 | 64 {
  return (options.float as 32 | 64 | undefined) ?? width; // see `hasPlacement`
}
