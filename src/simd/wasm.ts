/**
 * The WebAssembly SIMD module: compiled once, when it is first wanted, with one instance for all arrays that lie anywhere,
 * and one for each room (room.ts).
 *
 * The memory of an instance holds constants, tables, sums and exponentials (the first twenty-one pages), a block of input
 * and a block of output; that of a room has the room behind them. Callers copy a block in, call, and copy the result out,
 * but for what lies in the room; nothing is kept between calls, and no memory grows.
 */
import { MODULE } from './module.js';
import { moduleBytes } from './module-bytes.js';

/** An element-wise function of float32 elements, with the parameters that src/simd/assembly/elementwise names. */
export type Loop32 =
  | 'sigmoid32'
  | 'tanh32'
  | 'silu32'
  | 'swish32'
  | 'quickGelu32'
  | 'geluTanh32'
  | 'exponential32'
  | 'expm1Of32'
  | 'elu32'
  | 'mish32'
  | 'softplus32'
  | 'unitSoftplus32'
  | 'logSigmoid32'
  | 'gelu32'
  | 'erf32'
  | 'tanhShrink32'
  | 'log32'
  | 'log1pOf32'
  | 'logit32';

/** The same of float64 elements: those that are not near are listed as undone. */
export type Loop64 =
  | 'sigmoid64'
  | 'tanh64'
  | 'silu64'
  | 'swish64'
  | 'geluTanh64'
  | 'mish64'
  | 'exponential64'
  | 'expm1Of64'
  | 'elu64'
  | 'scaledElu64'
  | 'softplus64'
  | 'scaledSoftplus64'
  | 'logSigmoid64'
  | 'gelu64'
  | 'erf64'
  | 'tanhShrink64'
  | 'log64'
  | 'log1pOf64'
  | 'logit64';

/** Addresses for what src/simd/grid-tables.ts gathers. */
export type GridAddress =
  | 'sigmoidCubics'
  | 'siluCubics'
  | 'tanhCubics'
  | 'geluCubics'
  | 'erfCubics'
  | 'quickGeluCubics'
  | 'softplusCubics'
  | 'logSigmoidCubics'
  | 'sigmoidPairs'
  | 'sigmoidSlopes'
  | 'softplusPairs'
  | 'tanhPairs'
  | 'shrinkPairs'
  | 'shrinkTanhs'
  | 'mishPairs'
  | 'mishPowers'
  | 'gatePairs'
  | 'erfPairs'
  | 'erfSlopes'
  | 'tailPairs'
  | 'densities';

type Loop = (src: number, dst: number, count: number, ...parameters: readonly number[]) => void;
type Loops = { readonly [Name in Loop32 | Loop64]: Loop };

type Addresses = { readonly [Name in GridAddress]: () => number };

/** What src/simd/assembly/index.ts exports; addresses and strides in bytes. */
export interface SimdExports extends Loops, Addresses {
  readonly memory: WebAssembly.Memory;
  /** Where the room of constants, sums and exponentials ends; blocks lie behind. */
  staticEnd(): number;
  offsets(): number;
  undoneRows(): number;
  takeUndone(): number;
  shifts(): number;

  setScaling32(steps: number, nearSteps: number, lowest: number, highest: number): void;
  softmaxRows32(src: number, dst: number, rows: number, offsets: number): void;
  softmaxShort32(src: number, dst: number, rows: number, width: number): void;
  softmaxColumns32(
    src: number,
    dst: number,
    rows: number,
    width: number,
    stride: number,
    apart: number,
  ): void;
  /** See assembly/top-columns.ts. */
  mostTopColumns(): number;
  topColumns32(
    src: number,
    dst: number,
    rows: number,
    width: number,
    stride: number,
    k: number,
  ): number;
  argmaxColumns32(src: number, dst: number, rows: number, width: number, stride: number): number;
  sumRows32(src: number, rows: number, offsets: number): number;
  subtractShifts32(src: number, dst: number, rows: number, offsets: number, inverse: number): void;
  softmaxFarRow32(src: number, dst: number, count: number): number;
  maximum32(src: number, count: number): number;
  clear32(): void;
  addNear32(src: number, count: number): void;
  sumNear32(src: number, count: number): void;
  addFar32(src: number, count: number, max: number): void;
  total32(): number;
  isNear32(sum: number): number;
  divide32(dst: number, count: number, sum: number): void;

  setScaling64(t: number, before: number, after: number, high: number, low: number): void;
  softmaxRows64(src: number, dst: number, rows: number, offsets: number): void;
  softmaxTiles64(src: number, dst: number, rows: number, width: number): void;
  softmaxColumns64(
    src: number,
    dst: number,
    rows: number,
    width: number,
    stride: number,
    apart: number,
  ): void;
  topColumns64(
    src: number,
    dst: number,
    rows: number,
    width: number,
    stride: number,
    k: number,
  ): number;
  argmaxColumns64(src: number, dst: number, rows: number, width: number, stride: number): number;
  sumRows64(src: number, dst: number, rows: number, offsets: number): number;
  subtractShifts64(src: number, dst: number, rows: number, offsets: number): void;
  restLanes64(src: number, count: number, max: number): number;
  softmaxRow64(src: number, dst: number, count: number): number;
  maximum64(src: number, count: number): number;
  clear64(): void;
  exponentials64(src: number, dst: number, count: number, max: number): void;
  total64(): number;
  totalRest64(): number;
  divide64(dst: number, count: number, sum: number, rest: number): void;
  clearBare64(): void;
  addBare64(src: number, count: number): void;
  bareTotal64(): number;
  bareRest64(): number;

  // See src/softmax/rounding/simd-sum-to-one.ts.
  sumToOneColumns64(
    src: number,
    dst: number,
    rows: number,
    width: number,
    stride: number,
    units: number,
  ): void;
  sumToOneRows64(src: number, dst: number, rows: number, width: number, units: number): void;

  // See assembly/offsets.ts and assembly/pieces.ts.
  areRising32(from: number, count: number): number;
  areRising64(from: number, count: number): number;
  copyPieces(table: number, count: number, to: number): void;
  joinTexts32(table: number, count: number, offsets: number, values: number): number;
  joinTexts64(table: number, count: number, offsets: number, values: number): number;

  // The exact state: see src/softmax/state/simd-bins.ts.
  exactBins(): number;
  exactFound(): number;
  setReciprocal(high: number, low: number, head: number, tail: number): void;
  exactScan32(src: number, count: number, all: boolean): void;
  exactScan64(src: number, count: number, all: boolean): void;
  exactAdd32(src: number, count: number, max: number, first: number, whole: boolean): number;
  exactAdd64(src: number, count: number, max: number, first: number, whole: boolean): number;
  setAnchor(max: number, logHigh: number, logLow: number): void;
  exactProbabilities64(at: number, count: number): void;
  exactProbabilitiesEach64(at: number, count: number, stride: number): void;
  exactParts32(src: number, dst: number, count: number): void;
  exactParts64(src: number, dst: number, count: number): void;
}

const PAGE = 65536;

/** Bytes that a block may hold. Behind it is room for the few that kernels read and write beyond their rows. */
export const BLOCK_CAPACITY = 3.5 * PAGE;

/** Address of the block of input. */
export const INPUT = 21 * PAGE;

/** Address of the block of output; 2 KiB off the input's place in a page, for stores 4 KiB apart hold up loads. */
export const OUTPUT = 25 * PAGE - 14 * 1024;

/** Where a room begins. */
export const ROOM = 29 * PAGE;

/** Bytes that kernels may read behind their input, and write behind their output before they put back what was there. */
export const BEYOND = 4096;

let module: WebAssembly.Module | null | undefined;
let exports: SimdExports | undefined;

/** Undefined where there is no WebAssembly SIMD, or where making modules is forbidden (a content security policy). */
export function simdExports(): SimdExports | undefined {
  exports ??= instantiate(ROOM);
  return exports;
}

/** An instance with a memory of so many bytes, at least ROOM; undefined also where there is not so much to be had. */
export function instantiate(bytes: number): SimdExports | undefined {
  module ??= compiled();
  if (module === null) return undefined;
  try {
    const pages = Math.ceil(bytes / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    // The module is built from the sources that this interface describes; a test builds it again.
    return instance.exports as unknown as SimdExports;
  } catch {
    return undefined;
  }
}

function compiled(): WebAssembly.Module | null {
  const bytes = moduleBytes(MODULE);
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return null;
  }
}
