import { provenance } from '../src/columns/provenance.js';
import { argmaxRows } from '../src/softmax/ranking.js';
import { classData, classType } from './core/labels.js';
import type { BatchOperator } from './core/over-batches.js';
import { checkRankOptions, type RankOptions, rankRows } from './core/rank-rows.js';
import type { RankKernel } from './core/ranking.js';

/** What `argmax` takes. */
export type ArgmaxOptions = RankOptions;

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
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; one scalar column; scalar and list
 *   columns mixed; several list columns; fewer labels than classes), SchemaError or DataError (fewer labels than a
 *   list cell has classes; a policy of `error`)
 */
export function argmax(options: ArgmaxOptions): BatchOperator {
  const name = 'argmax';
  checkRankOptions(name, options);
  const { as, labels } = options;
  return rankRows(
    {
      name,
      kernel: firstOfRows,
      results: ({ classes }) => [
        {
          name: as,
          type: classType(labels),
          nullable: true,
          metadata: provenance({ function: name, axis: 'row', classes }),
        },
      ],
      toData({ indices, counts }) {
        for (let row = 0; row < indices.length; row++) if (counts[row] === 0) indices[row] = -1;
        return [classData(indices, labels)];
      },
    },
    options,
  );
}

const firstOfRows: RankKernel = (values, rows) => {
  const indices = new Int32Array(rows.length);
  argmaxRows(values, rows, indices);
  return { k: 1, indices, counts: indices.map((index) => (index === -1 ? 0 : 1)) };
};
