import { hardmaxColumns } from '../../softmax/hardmax.js';
import { logSumExpColumns } from '../../softmax/log-sum-exp.js';
import { type Floats, logSoftmaxColumns, softmaxColumns } from '../../softmax/rows.js';
import { softmax1Columns } from '../../softmax/softmax-one.js';
import { softminColumns } from '../../softmax/softmin.js';
import { entmax15Columns, sparsemaxColumns } from '../../softmax/sparse.js';

/** A function of a row's classes, each in a column of its own. */
export interface RowKernel {
  /** One result for each class, or one for all of them. */
  readonly shape: 'each' | 'one';
  /** Whether its operator warns where the input says that it holds probabilities already. */
  readonly logits: boolean;
  /** What the results are. */
  readonly origin: 'result' | 'probability';
  run(src: readonly Floats[], dst: readonly Floats[], rows: number, temperature: number): void;
}

const PROBABILITIES = { shape: 'each', origin: 'probability' } as const;

/** By the operator's name. Those of the softmax family that need more than the row's values are not here. */
export const ROW_KERNELS: ReadonlyMap<string, RowKernel> = new Map<string, RowKernel>([
  ['softmax', { ...PROBABILITIES, logits: true, run: softmaxColumns }],
  ['logSoftmax', { shape: 'each', origin: 'result', logits: true, run: logSoftmaxColumns }],
  ['softmin', { ...PROBABILITIES, logits: true, run: softminColumns }],
  ['softmax1', { ...PROBABILITIES, logits: true, run: softmax1Columns }],
  ['sparsemax', { ...PROBABILITIES, logits: true, run: sparsemaxColumns }],
  ['entmax15', { ...PROBABILITIES, logits: true, run: entmax15Columns }],
  ['hardmax', { ...PROBABILITIES, logits: false, run: hardmaxColumns }],
  [
    'logSumExp',
    {
      shape: 'one',
      origin: 'result',
      logits: true,
      run: (src, dst, rows, temperature) => {
        logSumExpColumns(src, dst[0]!, rows, temperature);
      },
    },
  ],
]);
