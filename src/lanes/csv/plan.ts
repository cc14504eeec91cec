import { SelectionError } from '../../errors.js';
import type { ColumnName } from '../../formats/csv/header.js';
import { givenTypes } from '../../formats/csv/infer/given-types.js';
import type { CsvType } from '../../formats/csv/options.js';
import type { Rounding } from '../../numerals/rounded.js';
import type { Recipe } from '../../recipes/recipe.js';
import { leaveNulls } from './columns/batch.js';
import type { LaneColumn, WrittenColumn } from './columns/columns.js';
import { listField } from './columns/list-field.js';
import { LONGEST_LISTS, listBytes } from './columns/texts.js';
import { declaredColumn } from './declared.js';
import { Draft } from './steps/draft.js';
import { addRounding } from './steps/rounding.js';
import { addStep, isRefusal } from './steps/steps.js';

/** How the rows of one file are computed. */
export interface LanePlan
  extends Pick<
    Draft,
    'stages' | 'numbers' | 'classes' | 'nulls' | 'lists' | 'cells' | 'masks' | 'counts'
  > {
  readonly columns: readonly WrittenColumn[];
  /** Columns of the file. */
  readonly width: number;
}

/** What else there is to know of the file and of the output. */
export interface PlanForm {
  /** Types of columns of the file, by name or glob. */
  readonly types: ReadonlyMap<string, CsvType>;
  /** Indices of columns that hold lists, beside those of a declared type. */
  readonly lists: ReadonlySet<number>;
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
  form: PlanForm,
): LanePlan | undefined {
  const draft = new Draft(form.delimiter, form.rounding);
  try {
    draft.columns = columnsOf(draft, names, form);
    if (!recipe.steps.every((step) => addStep(draft, step))) return undefined;
  } catch (error) {
    if (error instanceof SelectionError || isRefusal(error)) return undefined;
    throw error;
  }
  if (!leavesBlankLines(draft)) return undefined;
  addRounding(draft);
  const columns = writtenColumns(draft);
  leaveLong(draft, columns);
  return { ...draft, columns, width: names.length };
}

function columnsOf(
  draft: Draft,
  names: readonly ColumnName[],
  { types, lists }: PlanForm,
): readonly LaneColumn[] {
  const given = givenTypes(names, types);
  return names.map(({ name, quoted }, index) => {
    const type = given[index] ?? (lists.has(index) ? 'list<float64>' : undefined);
    if (type === undefined) return { name, quoted, content: { kind: 'file', index, type } };
    return { name, quoted: undefined, content: declaredColumn(draft, index, type) };
  });
}

/** Lists are written by the host. */
function writtenColumns({ columns, delimiter, rounding }: Draft): readonly WrittenColumn[] {
  const form = { delimiter, rounding, alone: columns.length === 1 };
  return columns.map((column) => {
    const { content } = column;
    if (content.kind !== 'lists') return column as WrittenColumn; // there may be a hundred thousand
    return { ...column, content: listField(content, form) };
  });
}

/** Gives rows with very long lists to the operators. */
function leaveLong({ stages }: Draft, columns: readonly WrittenColumn[]): void {
  const texts = columns.flatMap(({ content }) => (content.kind === 'text' ? [content] : []));
  const bytesOf = listBytes(texts);
  if (bytesOf === undefined) return;
  stages.push(({ rows, flags }) => {
    for (let row = 0; row < rows; row++) if (bytesOf(row) > LONGEST_LISTS) flags[row] = 1;
  });
}

/** Where a null would leave a blank line it is written in quotes, unless it is text. False where a lane cannot see to it. */
function leavesBlankLines({ columns, stages }: Draft): boolean {
  const [only, ...others] = columns;
  if (only === undefined || others.length > 0) return true;
  const { content } = only;
  if (content.kind === 'text' || content.kind === 'lists') return true;
  if (content.kind === 'file') return content.type === undefined || content.type === 'text';
  stages.push(leaveNulls([content.nulls]));
  return true;
}
