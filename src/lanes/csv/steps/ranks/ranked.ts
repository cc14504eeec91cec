import type { RankKernel } from '../../../../../operators/core/rows/ranking.js';
import type { FloatWidth } from '../../../../columns/selection/places.js';
import type { Chosen } from '../../../../columns/selection/select.js';
import type { Floats } from '../../../../softmax/rows.js';
import type { LaneColumn } from '../../columns/columns.js';
import type { ListColumn } from '../../columns/list-column.js';
import type { NullMarks, NumberColumn } from '../../columns/number-column.js';
import { widest } from '../arrays.js';
import type { Draft } from '../draft.js';
import type { ParsedStep } from '../parsed-step.js';
import { rankLists } from './rank-lists.js';
import { type RankStage, rankStage } from './rank-stage.js';

/** What is ranked: columns side by side, or the elements of each cell. */
export interface Ranked {
  readonly columns: readonly (NumberColumn | ListColumn)[];
  readonly width: FloatWidth;
  /** Adds the ranking; `nulls` gets the rows without one. */
  stage(kernel: RankKernel, nulls: NullMarks): RankStage;
  /** The number of a class, which the row has. */
  valueAt(values: readonly Floats[], row: number, index: number): number;
  /** How many classes a row has; undefined where rows differ. */
  readonly classes: number | undefined;
  /** Gives rows with more classes than these to the operators. */
  leaveBeyond(classes: number): void;
}

/** @returns undefined where there is nothing to rank, or the operators have to say so */
export function rankedIn(
  draft: Draft,
  step: ParsedStep,
  chosen: readonly Chosen<LaneColumn>[],
): Ranked | undefined {
  const lists = draft.listsOfAll(chosen);
  if (lists !== undefined) return lists.length === 1 ? ofLists(draft, step, lists[0]!) : undefined;
  const sources = draft.numbersOfAll(chosen);
  return sources === undefined || sources.length < 2 ? undefined : ofRows(draft, step, sources);
}

function ofRows(draft: Draft, step: ParsedStep, columns: readonly NumberColumn[]): Ranked {
  return {
    columns,
    width: widest(columns),
    classes: columns.length,
    leaveBeyond: () => {},
    stage: (kernel, nulls) => rankStage(draft, step, columns, { kernel, nulls }),
    valueAt: (values, row, index) => values[index]![row]!,
  };
}

function ofLists(draft: Draft, step: ParsedStep, list: ListColumn): Ranked {
  const { cells } = list;
  return {
    columns: [list],
    width: list.width,
    classes: undefined,
    leaveBeyond(classes) {
      draft.stages.push(({ rows, flags }) => {
        for (let row = 0; row < rows; row++) if (cells.lengthOf(row) > classes) flags[row] = 1;
      });
    },
    stage: (kernel, nulls) => rankLists(draft, step, list, { kernel, nulls }),
    valueAt: ([values], row, index) => values![cells.offsets[row]! + index]!,
  };
}
