import { SelectionError } from '../../errors.js';
import type { ColumnName } from '../../formats/csv/header.js';
import type { Recipe } from '../../recipes/recipe.js';
import type { LaneColumn, NumberColumn } from './columns.js';
import { Draft, type Stage } from './draft.js';
import { addStep, isRefusal } from './steps.js';

/** How the rows of one file are computed. */
export interface LanePlan {
  /** Columns of the file. */
  readonly width: number;
  /** The columns of the output. */
  readonly columns: readonly LaneColumn[];
  readonly stages: readonly Stage[];
  readonly numbers: Draft['numbers'];
  readonly classes: Draft['classes'];
}

/** @returns undefined where the operators have to compute the recipe, or refuse it in their own words */
export function planLane(recipe: Recipe, names: readonly ColumnName[]): LanePlan | undefined {
  const columns = names.map(
    ({ name, quoted }, index): LaneColumn => ({ name, quoted, content: { kind: 'file', index } }),
  );
  const draft = new Draft(columns);
  try {
    if (!recipe.steps.every((step) => addStep(draft, step))) return undefined;
  } catch (error) {
    if (error instanceof SelectionError || isRefusal(error)) return undefined;
    throw error;
  }
  const { stages, numbers, classes } = draft;
  return { width: names.length, columns: draft.columns, stages, numbers, classes };
}

/** The column of numbers that each column of the file is read into. */
export function numbersRead({ numbers }: LanePlan): ReadonlyMap<number, NumberColumn> {
  return new Map(
    numbers.flatMap((column) => (column.index === undefined ? [] : [[column.index, column]])),
  );
}
