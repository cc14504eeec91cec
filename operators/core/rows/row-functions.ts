import { hardmaxColumns, hardmaxRows } from '../../../src/softmax/hardmax.js';
import { logSumExpColumns, logSumExpRows } from '../../../src/softmax/log-sum-exp.js';
import {
  logSoftmaxColumns,
  logSoftmaxRows,
  softmaxColumns,
  softmaxRows,
} from '../../../src/softmax/rows.js';
import { softmax1Columns, softmax1Rows } from '../../../src/softmax/softmax-one.js';
import { softminColumns, softminRows } from '../../../src/softmax/softmin.js';
import {
  entmax15Columns,
  entmax15Rows,
  sparsemaxColumns,
  sparsemaxRows,
} from '../../../src/softmax/sparse.js';
import { DISTRIBUTION_FUNCTIONS, type DistributionFunction } from '../distribution-function.js';
import { SOFTMAX1_DEGENERATE_POLICIES } from '../policies.js';
import type { RowKernel } from './block.js';
import type { RowFunction } from './row-function.js';

const { softmax, logSoftmax, softmin, logSumExp } = DISTRIBUTION_FUNCTIONS;

/** The functions of a row's classes that need no options of their own, by their names. */
export const ROW_FUNCTIONS = {
  softmax: alongRow(softmax, { rows: softmaxRows, columns: softmaxColumns }),
  logSoftmax: alongRow(logSoftmax, { rows: logSoftmaxRows, columns: logSoftmaxColumns }),
  softmin: alongRow(softmin, { rows: softminRows, columns: softminColumns }),
  logSumExp: {
    ...alongRow(logSumExp, {
      rows: logSumExpRows,
      columns: (src, dst, length, temperature) =>
        logSumExpColumns(src, dst[0]!, length, temperature),
    }),
    tells: 'nothing',
  },
  softmax1: {
    name: 'softmax1',
    kernel: { rows: softmax1Rows, columns: softmax1Columns },
    zero: 0,
    uniform: (classes) => 1 / (classes + 1),
    degenerate: SOFTMAX1_DEGENERATE_POLICIES,
    tells: 'nothing',
  },
  sparsemax: sparse('sparsemax', { rows: sparsemaxRows, columns: sparsemaxColumns }),
  entmax15: sparse('entmax15', { rows: entmax15Rows, columns: entmax15Columns }),
  hardmax: {
    name: 'hardmax',
    kernel: { rows: hardmaxRows, columns: hardmaxColumns },
    zero: 0,
    uniform: (classes) => 1 / classes,
    tempered: false,
    tells: 'nothing',
    logits: false,
  },
} as const satisfies Record<string, RowFunction>;

/** What a function of any distribution is along the row. */
function alongRow(fn: DistributionFunction, kernel: RowKernel): RowFunction {
  const { name, zero, uniform, degenerate, negates, sumsToOne } = fn;
  const absent = negates ? { absent: Number.POSITIVE_INFINITY } : {};
  return { name, kernel, zero, uniform, degenerate, sumsToOne, ...absent };
}

function sparse(name: string, kernel: RowKernel): RowFunction {
  return { name, kernel, zero: 0, uniform: (classes) => 1 / classes, sumsToOne: true };
}
