/**
 * Which twin computes: the WebAssembly SIMD module where the machine has it, else the portable kernels. The bits are
 * the same; the choice is for tests and measurements.
 */
import type { BlockKernel32, BlockKernel64 } from './block-kernel.js';
import { blockKernel32, blockKernel64 } from './block-kernel.js';
import type { Floats } from './floats.js';
import type { SimdExports } from './wasm.js';
import { simdExports } from './wasm.js';

export type Engine = 'simd' | 'portable';

/** The kernels of one instance of the module. */
export interface BlockKernels {
  readonly simd: SimdExports;
  readonly float32: BlockKernel32;
  readonly float64: BlockKernel64;
}

let kernels: BlockKernels | undefined;
let chosen: Engine | undefined;

/** By the memory of a room: an entry lives as long as an array of the room does. */
let rooms: WeakMap<ArrayBufferLike, BlockKernels> | undefined;

/**
 * The SIMD kernels of the room where `dst` lies, or else `src`, or else those that copy all; undefined where the portable
 * ones are to be used.
 */
export function simdKernels(dst?: Floats, src?: Floats): BlockKernels | undefined {
  if (chosen === undefined) useEngine();
  if (chosen !== 'simd') return undefined;
  return rooms === undefined ? kernels : (roomOf(dst) ?? roomOf(src) ?? kernels);
}

function roomOf(array: Floats | undefined): BlockKernels | undefined {
  return array === undefined ? undefined : rooms?.get(array.buffer);
}

/** What works on memory where it lies; undefined where that is no room, or the portable loops are to be used. */
export function simdAt(memory: ArrayBufferLike): SimdExports | undefined {
  return chosen === 'portable' ? undefined : rooms?.get(memory)?.simd;
}

/** Lets arrays in the memory of an instance be computed where they lie. */
export function addRoom(simd: SimdExports): void {
  rooms ??= new WeakMap();
  rooms.set(simd.memory.buffer, kernelsOf(simd));
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
  if (simd !== undefined) kernels ??= kernelsOf(simd);
  chosen = simd === undefined ? 'portable' : 'simd';
  return chosen;
}

function kernelsOf(simd: SimdExports): BlockKernels {
  return { simd, float32: blockKernel32(simd), float64: blockKernel64(simd) };
}
