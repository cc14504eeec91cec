/**
 * Which twin computes: the WebAssembly SIMD module where the machine has it, else the portable kernels. The bits are
 * the same; the choice is for tests and measurements.
 */
import type { BlockKernel32, BlockKernel64 } from './block-kernel.js';
import { blockKernel32, blockKernel64 } from './block-kernel.js';
import { simdExports } from './wasm.js';

export type Engine = 'simd' | 'portable';

export interface BlockKernels {
  readonly float32: BlockKernel32;
  readonly float64: BlockKernel64;
}

let kernels: BlockKernels | undefined;
let chosen: Engine | undefined;

/** The SIMD kernels; undefined where the portable ones are to be used. */
export function simdKernels(): BlockKernels | undefined {
  if (chosen === undefined) useEngine();
  return chosen === 'simd' ? kernels : undefined;
}

/** Whether this process is to do without WebAssembly. */
export function isPortable(): boolean {
  return chosen === 'portable';
}

/**
 * Chooses the engine for this process from now on; the best there is without an argument.
 *
 * @returns the engine that is used: 'portable' where SIMD is missing, whatever was asked for
 */
export function useEngine(engine: Engine = 'simd'): Engine {
  const simd = engine === 'simd' ? simdExports() : undefined;
  if (simd !== undefined) {
    kernels ??= { float32: blockKernel32(simd), float64: blockKernel64(simd) };
  }
  chosen = simd === undefined ? 'portable' : 'simd';
  return chosen;
}
