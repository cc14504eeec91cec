import { SelectionError } from '../../errors.js';
import type { ColumnName } from '../../formats/csv/header.js';
import { FIRST_BLOCK } from '../../formats/csv/infer/first-block.js';
import { givenTypes } from '../../formats/csv/infer/given-types.js';
import { TypeGuess } from '../../formats/csv/infer/infer.js';
import type { CsvType } from '../../formats/csv/options.js';
import type { BatchEngine } from './engine/batch-engine.js';
import type { LanePlan } from './plan.js';

/** Which columns hold lists is told by the first block of a file, and by types that are declared. */

/** Columns of which the first block is asked: those that a step reads, and whose type nobody has declared. */
export function mayHoldLists(
  names: readonly ColumnName[],
  types: ReadonlyMap<string, CsvType>,
  reads: (name: string) => boolean,
): readonly number[] {
  const given = givenTypesOf(names, types);
  return names.flatMap(({ name }, i) => (given[i] === undefined && reads(name) ? [i] : []));
}

/** A type that no column has is refused elsewhere. */
function givenTypesOf(names: readonly ColumnName[], types: ReadonlyMap<string, CsvType>) {
  try {
    return givenTypes(names, types);
  } catch (error) {
    if (error instanceof SelectionError) return [];
    throw error;
  }
}

/** A plan that computes nothing: it is for a look at the cells of some columns. */
export function surveyPlan(width: number, columns: readonly number[]): LanePlan {
  const none = { columns: [], stages: [], numbers: [], classes: [], nulls: [], lists: [] };
  const cells = columns.map((index) => ({ index, take: () => true }));
  return { ...none, cells, counts: [], masks: false, width };
}

/**
 * Those of some columns that hold lists, by the first block, which begins with the batch.
 *
 * @returns undefined where it may end earlier, because of many blank lines
 */
export function listsIn(
  engine: BatchEngine,
  columns: readonly number[],
): ReadonlySet<number> | undefined {
  const rows = firstBlock(engine);
  if (rows === undefined) return undefined;
  const holdsLists = (column: number) => {
    const cells = { ...engine.cellsOf(column), rows };
    return new TypeGuess().seeAll(cells, 0).type === 'list<float64>';
  };
  return new Set(columns.filter(holdsLists));
}

/** As many blank bytes between its rows may end a block. */
const MOST_BLANKS = FIRST_BLOCK / 2;

/** How many rows of a batch are in the first block. */
function firstBlock({ rows, spans }: BatchEngine): number | undefined {
  let bytes = 0;
  let row = 0;
  while (row < rows && bytes < FIRST_BLOCK) {
    bytes += spans[2 * row + 1]! - spans[2 * row]! + 1;
    if (spans[2 * row + 1]! - spans[0]! - bytes > MOST_BLANKS) return undefined;
    row++;
  }
  return row;
}
