/** The tables that float64 loops of the SIMD module read, made and put into its memory before the first runs. */
import { GATE_PAIRS, makeGates } from './gelu-tanh.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  SIGMOID_SLOPES,
  SOFTPLUS_PAIRS,
  TANH_PAIRS,
} from './logistic-table.js';
import { MISH_PAIRS, MISH_POWERS, makeMish } from './mish-table.js';
import { DENSITIES, ERF_PAIRS, ERF_SLOPES, makeNormal, TAIL_PAIRS } from './normal-table.js';
import { makeShrunk, SHRINK_PAIRS, SHRINK_TANHS } from './tanh-shrink.js';
import type { SimdExports } from './wasm.js';

export function putGridTables(simd: SimdExports): void {
  makePairs();
  makeMish();
  makeNormal();
  makeGates();
  makeShrunk();
  const tables: readonly (readonly [number, Float64Array])[] = [
    [simd.sigmoidPairs(), SIGMOID_PAIRS],
    [simd.sigmoidSlopes(), SIGMOID_SLOPES],
    [simd.softplusPairs(), SOFTPLUS_PAIRS],
    [simd.tanhPairs(), TANH_PAIRS],
    [simd.shrinkPairs(), SHRINK_PAIRS],
    [simd.shrinkTanhs(), SHRINK_TANHS],
    [simd.mishPairs(), MISH_PAIRS],
    [simd.mishPowers(), MISH_POWERS],
    [simd.gatePairs(), GATE_PAIRS],
    [simd.erfPairs(), ERF_PAIRS],
    [simd.erfSlopes(), ERF_SLOPES],
    [simd.tailPairs(), TAIL_PAIRS],
    [simd.densities(), DENSITIES],
  ];
  for (const [at, table] of tables) {
    new Float64Array(simd.memory.buffer, at, table.length).set(table);
  }
}
