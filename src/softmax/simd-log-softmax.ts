/** Log-softmax of rows by the SIMD kernels, block by block as in `simd-rows.ts`: sums, their logarithms, differences. */

import type { BlockKernel, BlockKernel32, BlockKernel64 } from '../simd/block-kernel.js';
import type { Floats } from '../simd/floats.js';
import { log } from '../simd/functions/log.js';
import type { Scaling } from '../simd/rows/anchored.js';
import { logPairOfSum64 } from '../simd/rows/log-of-sum.js';
import {
  farLogSoftmaxRow32,
  logSoftmaxRow32,
  type SumWithout32,
  sureLog32,
} from '../simd/rows/log-softmax-float32.js';
import {
  farLogSoftmaxRow64,
  logSoftmaxRow64,
  sureLogOfRest64,
} from '../simd/rows/log-softmax-float64.js';
import { restOfLanes64 } from '../simd/rows/rest-of-row.js';
import { isNear32, maximum32, type Scaling32 } from '../simd/rows/softmax-float32.js';
import { isNear64 } from '../simd/rows/softmax-float64.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';
import { blockEnd, blockSize, setOffsets } from './simd-rows.js';

/** Rows at hand: elements of `input` into the same places of `output`. */
interface Block<T extends Floats> {
  readonly input: T;
  readonly output: T;
}

/** What the module leaves to TypeScript. Functions of rows are those of the portable twins. */
export interface LogSoftmax<T extends Floats> {
  /** From the sums of a block's rows to their shifts. */
  shift(kernel: BlockKernel<T>, sums: Float64Array, count: number): void;
  /** A row of a block that has a shift: its maximum again, which is sure. */
  sure(block: Block<T>, sums: Float64Array, r: number, start: number, end: number): void;
  far(src: T, dst: T, start: number, end: number): boolean;
  whole(src: T, dst: T, start: number, end: number): boolean;
}

/** As `simdRows`. */
export function simdLogSoftmax<T extends Floats>(
  kernel: BlockKernel<T>,
  parts: LogSoftmax<T>,
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  const { blocks } = kernel;
  kernel.setTemperature(temperature);
  const size = blockSize(blocks, src, dst);
  let bad = 0;
  for (let first = 0, next = 0; first < rows.length; first = next) {
    next = blockEnd(rows, first, size);
    const start = startOf(rows, first);
    const end = startOf(rows, next);
    if (end - start > kernel.capacity) {
      if (!parts.whole(src, dst, start, end)) bad++;
      continue;
    }
    const block = {
      input: blocks.take(src, start, end, dst),
      output: blocks.open(dst, start, end),
    };
    setOffsets(kernel.offsets, rows, first, next);
    bad += computeBlock(kernel, parts, block, next - first);
    blocks.give(block.output, dst, start, end);
  }
  return bad;
}

/** The rows by `kernel.offsets`; how many have no distribution. */
function computeBlock<T extends Floats>(
  kernel: BlockKernel<T>,
  parts: LogSoftmax<T>,
  block: Block<T>,
  count: number,
): number {
  const { offsets, shifts } = kernel;
  const { input, output } = block;
  const sums = kernel.sums(input, count);
  parts.shift(kernel, sums, count);
  kernel.subtract(input, output, count);
  let bad = 0;
  for (const r of kernel.undone()) {
    const [start, end] = [offsets[r]!, offsets[r + 1]!];
    if (!Number.isNaN(shifts[3 * r + 1]!)) parts.sure(block, sums, r, start, end);
    else if (!parts.far(input, output, start, end)) bad++;
  }
  return bad;
}

export function logSoftmax32(scaling: Scaling32, kernel: BlockKernel32): LogSoftmax<Float32Array> {
  const sumWithout: SumWithout32 = (src, start, end, first) => {
    const max = src[first]!;
    src[first] = Number.NEGATIVE_INFINITY;
    const sum = kernel.sum(src, start, end - start);
    src[first] = max;
    return sum;
  };
  return {
    shift({ shifts }, sums, count) {
      for (let r = 0; r < count; r++) {
        const sum = sums[r]!;
        shifts[3 * r + 1] = isNear32(sum) ? log(sum) : Number.NaN;
      }
    },
    sure({ input, output }, sums, r, start, end) {
      const max = maximum32(input, start, end);
      const at = input.indexOf(max, start);
      output[at] = sureLog32(input, start, end, max, sums[r]!, scaling, sumWithout);
    },
    far: (src, dst, start, end) => farLogSoftmaxRow32(src, dst, start, end, scaling),
    whole: (src, dst, start, end) => logSoftmaxRow32(src, dst, start, end, scaling),
  };
}

export function logSoftmax64(scaling: Scaling, kernel: BlockKernel64): LogSoftmax<Float64Array> {
  const pair = new Float64Array(2);
  return {
    shift({ shifts }, sums, count) {
      for (let r = 0; r < count; r++) {
        const at = 3 * r;
        const [max, sum] = [sums[at]!, sums[at + 1]!];
        pair[0] = Number.NaN;
        if (sum > 0 && isNear64(max, scaling)) {
          logPairOfSum64(sum, sums[at + 2]!, max, scaling, pair);
        }
        shifts[at + 1] = pair[0]!;
        shifts[at + 2] = pair[1]!;
      }
    },
    sure({ input, output }, sums, r, start, end) {
      const max = sums[3 * r]!;
      const at = input.indexOf(max, start);
      input[at] = Number.NEGATIVE_INFINITY;
      const lanes = kernel.restLanes(input, start, end - start, max);
      input[at] = max;
      output[at] = sureLogOfRest64(restOfLanes64(lanes));
    },
    far: (src, dst, start, end) => farLogSoftmaxRow64(src, dst, start, end, scaling),
    whole: (src, dst, start, end) => logSoftmaxRow64(src, dst, start, end, scaling),
  };
}
