/**
 * The second pass where every value has a maximum and a logarithm of its own: the steps, and the bits, of `../apply.ts`.
 */
import type { Scaling } from '../../../simd/rows/anchored.js';
import { anchoredQuotients } from '../../../simd/rows/anchored.js';
import type { SimdExports } from '../../../simd/wasm.js';
import { INPUT } from '../../../simd/wasm.js';
import { logProbability, probability } from '../probability.js';
import { simdBinsFor } from '../simd-bins.js';

/** Values that are taken at once. */
export const PIECE = 512;
const PIECE_BYTES = 8 * PIECE;

/** What a pass works on; filled by the caller, and this module's own. */
export interface Pass {
  /** Values, each at most its anchor; results take their places. */
  readonly values: Float64Array;
  /** Finite. */
  readonly anchors: Float64Array;
  /** The logarithms of the shifted sums. */
  readonly logHighs: Float64Array;
  readonly logLows: Float64Array;
  /** Puts probabilities in the places of the first `count` values. */
  probabilities(count: number): void;
  /** Their logarithms. */
  logProbabilities(count: number): void;
}

let simdArrays: ReturnType<typeof arraysOf> | undefined;
let portableArrays: ReturnType<typeof arraysOf> | undefined;

export function passFor(scaling: Scaling): Pass {
  const simd = simdBinsFor(scaling)?.exports;
  if (simd === undefined) {
    portableArrays ??= arraysOf(new ArrayBuffer(4 * PIECE_BYTES), 0);
    return portablePass(portableArrays, scaling);
  }
  simdArrays ??= arraysOf(simd.memory.buffer, INPUT);
  return { ...portablePass(simdArrays, scaling), ...simdPass(simd) };
}

function arraysOf(buffer: ArrayBuffer, at: number) {
  const [values, anchors, logHighs, logLows] = [0, 1, 2, 3].map(
    (i) => new Float64Array(buffer, at + i * PIECE_BYTES, PIECE),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array]; // four places, four arrays
  return { values, anchors, logHighs, logLows };
}

function simdPass(simd: SimdExports): Pick<Pass, 'probabilities'> {
  return {
    probabilities: (count) => simd.exactProbabilitiesEach64(INPUT, count, PIECE_BYTES),
  };
}

const high = new Float64Array(1);
const low = new Float64Array(1);

function portablePass(arrays: ReturnType<typeof arraysOf>, scaling: Scaling): Pass {
  const { values, anchors, logHighs, logLows } = arrays;
  const quotient = (j: number) => anchoredQuotients(values, j, 1, anchors[j]!, scaling, high, low);
  return {
    ...arrays,
    probabilities(count) {
      for (let j = 0; j < count; j++) {
        quotient(j);
        values[j] = probability(high[0]!, low[0]!, logHighs[j]!, logLows[j]!);
      }
    },
    logProbabilities(count) {
      for (let j = 0; j < count; j++) {
        quotient(j);
        values[j] = logProbability(high[0]!, low[0]!, logHighs[j]!, logLows[j]!);
      }
    },
  };
}
