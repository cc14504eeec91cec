import { SelectionError } from '../../errors.js';
import { givenTypes } from '../../formats/csv/given-types.js';
import type { ColumnName } from '../../formats/csv/header.js';
import type { CsvType } from '../../formats/csv/options.js';
import type { Rounding } from '../../numerals/rounded.js';
import type { Recipe } from '../../recipes/recipe.js';
import { leaveNulls } from './batch.js';
import type { LaneColumn } from './columns.js';
import { declaredColumn } from './declared.js';
import { Draft } from './draft.js';
import { addRounding } from './rounding.js';
import { addStep, isRefusal } from './steps.js';

/** How the rows of one file are computed. */
export interface LanePlan
  extends Pick<
    Draft,
    'columns' | 'stages' | 'numbers' | 'classes' | 'nulls' | 'cells' | 'masks' | 'counts'
  > {
  /** Columns of the file. */
  readonly width: number;
}

/** What else there is to know of the file and of the output. */
export interface PlanForm {
  /** Types of columns of the file, by name or glob. */
  readonly types: ReadonlyMap<string, CsvType>;
  /** Of the output. */
  readonly delimiter: number;
  /** Of numbers in the output. */
  readonly rounding: Rounding;
}

/**
 * @returns undefined where the operators have to compute the recipe, or refuse it in their own words
 */
export function planLane(
  recipe: Recipe,
  names: readonly ColumnName[],
  { types, delimiter, rounding }: PlanForm,
): LanePlan | undefined {
  const draft = new Draft(delimiter, rounding);
  try {
    const columns = columnsOf(draft, names, types);
    if (columns === undefined) return undefined;
    draft.columns = columns;
    if (!recipe.steps.every((step) => addStep(draft, step))) return undefined;
  } catch (error) {
    if (error instanceof SelectionError || isRefusal(error)) return undefined;
    throw error;
  }
  if (!leavesBlankLines(draft)) return undefined;
  addRounding(draft);
  return { ...draft, width: names.length };
}

function columnsOf(
  draft: Draft,
  names: readonly ColumnName[],
  types: ReadonlyMap<string, CsvType>,
): readonly LaneColumn[] | undefined {
  const given = givenTypes(names, types);
  const columns: LaneColumn[] = [];
  for (const [index, { name, quoted }] of names.entries()) {
    const type = given[index];
    if (type === undefined) columns.push({ name, quoted, content: { kind: 'file', index, type } });
    else {
      const content = declaredColumn(draft, index, type);
      if (content === undefined) return undefined;
      columns.push({ name, quoted: undefined, content });
    }
  }
  return columns;
}

/** Where a null would leave a blank line it is written in quotes, unless it is text. False where a lane cannot see to it. */
function leavesBlankLines({ columns, stages }: Draft): boolean {
  const [only, ...others] = columns;
  if (only === undefined || others.length > 0) return true;
  const { content } = only;
  if (content.kind === 'text') return true;
  if (content.kind === 'file') return content.type === undefined || content.type === 'text';
  stages.push(leaveNulls([content.nulls]));
  return true;
}
