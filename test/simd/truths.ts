/**
 * Reads fixtures/kernels/*.json, what mpmath says, and measures errors against it in ulp. KERNEL_TRUTHS names another
 * folder to read, with more cases (`fixtures/generate/kernels.py --scale 25 --out …`).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Word = number | 'NaN' | 'Infinity' | '-Infinity';

/** Truths: the nearest doubles, and how far off they are in ulp of theirs. */
export interface Truths {
  readonly y: readonly Word[];
  readonly off: readonly number[];
}

export interface Made {
  readonly seed: number;
  readonly count: number;
  readonly spread: number;
  readonly centre: number;
}

export interface SoftmaxCase {
  readonly name: string;
  readonly float: 32 | 64;
  readonly temperature: number;
  readonly x?: readonly Word[];
  readonly made?: Made;
  /** The classes whose truths are held. */
  readonly at: readonly number[];
  readonly softmax: Truths;
  readonly logSoftmax: Truths;
}

export interface ElementwiseCase extends Truths {
  readonly name: string;
  readonly float: 32 | 64;
  readonly values: Readonly<Record<string, number>>;
  readonly x: readonly Word[];
}

export interface LogCase extends Truths {
  readonly x: readonly number[];
}

// The files are made by fixtures/generate/kernels.py, whose form these types are.
export const softmaxCases = read('softmax') as readonly SoftmaxCase[];
export const elementwiseCases = read('elementwise') as readonly ElementwiseCase[];
export const logCases = read('log1p') as readonly LogCase[];

function read(name: string): unknown {
  const folder =
    process.env.KERNEL_TRUTHS ?? fileURLToPath(new URL('../../fixtures/kernels', import.meta.url));
  return (JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as { cases: unknown }).cases;
}

/** u/2³² of xorshift32, as the generator of the truths has it. */
export function stream(seed: number): () => number {
  let s = seed;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 4294967296;
  };
}

export function rowOf(c: SoftmaxCase): Float32Array | Float64Array {
  if (c.x !== undefined) return floats(c.float, c.x.map(Number));
  const { seed, count, spread, centre } = c.made!;
  const next = stream(seed);
  return floats(
    c.float,
    Array.from({ length: count }, () => centre + (next() - 0.5) * spread),
  );
}

export function floats(float: 32 | 64, values: readonly number[]): Float32Array | Float64Array {
  return float === 32 ? new Float32Array(values) : new Float64Array(values);
}

/** |got − truth| in ulp of the truth, as float32 or float64; 0 for equal non-finite values, ∞ for a stray one. */
export function ulpError(got: number, truths: Truths, i: number, float: 32 | 64): number {
  const y = Number(truths.y[i]!);
  if (!Number.isFinite(y) || !Number.isFinite(got)) {
    const finite = float === 32 ? Math.fround(y) : y;
    return Object.is(got, finite) ? 0 : Number.POSITIVE_INFINITY;
  }
  const unit = ulp(y, 64);
  const difference = (got - y) / unit - truths.off[i]!;
  return Math.abs(difference) * (unit / ulp(y, float));
}

/** The unit in the last place of y. */
export function ulp(y: number, float: 32 | 64): number {
  const [digits, least] = float === 32 ? [23, -149] : [52, -1074];
  if (y === 0) return 2 ** least;
  let exponent = Math.floor(Math.log2(Math.abs(y)));
  if (2 ** exponent > Math.abs(y)) exponent--;
  else if (2 ** (exponent + 1) <= Math.abs(y)) exponent++;
  return 2 ** Math.max(exponent - digits, least);
}
