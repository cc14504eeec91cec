import type { Data } from 'apache-arrow';
import { provenance } from '../src/columns/provenance.js';
import type { FloatWidth } from '../src/columns/selection/placement.js';
import { Validity } from '../src/columns/validity.js';
import { floatData, floatType } from '../src/columns/write.js';
import { describe } from '../src/errors.js';
import type { BatchOperator } from './core/over-batches.js';
import type { ResultRoom } from './core/result-room.js';
import type { Block } from './core/rows/block.js';
import { classData, classType } from './core/rows/labels.js';
import { bestOfRows } from './core/rows/rank-kernels.js';
import { checkRankOptions, RANK_KEYS, type RankOptions, rankRows } from './core/rows/rank-rows.js';

/** What `argmax` takes. */
export interface ArgmaxOptions extends RankOptions {
  /** The name of a second result: the largest value itself, such as the probability of the class. */
  score?: string | undefined;
}

/**
 * The class with the largest value of each row, the first of equals: an Int32 column of indices from 0, or a Utf8
 * column of labels.
 *
 * Several scalar columns are a row's classes side by side; the cells of one list column are a row's classes in
 * one cell. +∞ wins as any other number does, and is counted. The result is null where the row holds a NaN or a
 * null (unless `nan` or `nulls` mask them, so that they never win), or where all its classes are −∞ or masked, or
 * where the cell is null or empty.
 *
 * @param options.as  the result's name
 * @param options.keep  `false` drops the ranked columns
 * @param options.labels  at least as many names as there are classes
 * @param options.score  the name of a second column with the value of the class, in the width of the widest column
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; one scalar column; scalar and list
 *   columns mixed; several list columns; fewer labels than classes), SchemaError or DataError (fewer labels than a
 *   list cell has classes; a policy of `error`)
 */
export function argmax(options: ArgmaxOptions): BatchOperator {
  const name = 'argmax';
  checkRankOptions(name, options, [...RANK_KEYS, 'score']);
  const { as, labels, score } = options;
  checkScore(name, score);
  return rankRows(
    {
      name,
      kernel: bestOfRows,
      results: ({ classes, float }) => {
        const metadata = provenance({ function: name, axis: 'row', classes });
        const common = { nullable: true, metadata };
        const best = { name: as, type: classType(labels), ...common };
        return score === undefined
          ? [best]
          : [best, { name: score, type: floatType(float), ...common }];
      },
      toData({ indices, counts }, block, { float }, room) {
        for (let row = 0; row < indices.length; row++) if (counts[row] === 0) indices[row] = -1;
        // The classes' column may be over the indices, with 0 for null.
        const scores = score === undefined ? [] : [scoresOf(indices, block, float, room)];
        return [classData(indices, labels), ...scores];
      },
    },
    options,
  );
}

function checkScore(operator: string, score: unknown): void {
  if (score === undefined || (typeof score === 'string' && score !== '')) return;
  throw new TypeError(
    describe({ operator, what: 'score names no column', got: score, expected: 'a column name' }),
  );
}

/** The value of each row's class; null where the index is −1. */
function scoresOf(indices: Int32Array, block: Block, float: FloatWidth, room: ResultRoom): Data {
  const { values } = block;
  const scores = room.floats(values[0]!, indices.length);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    scores[row] = index === -1 ? 0 : block.at(values, row, index);
  }
  const valid = Validity.of(indices.length, (row) => indices[row] !== -1);
  return floatData(scores, float, valid);
}
