/** Runs one computation by both engines. */
import { expect } from 'vitest';
import { useEngine } from '../../src/simd/engine.js';
import type { Floats } from '../../src/simd/floats.js';

/** What `run` gives with SIMD; after it is held, byte for byte, to what it gives with the portable kernels. */
export function sameFromBoth<R>(
  label: string,
  run: () => { values: readonly Floats[]; result: R },
): R {
  const portable = withEngine('portable', run);
  const simd = withEngine('simd', run);
  simd.values.forEach((values, i) => {
    expect(firstDifference(values, portable.values[i]!), label).toBe('none');
  });
  expect(simd.result, label).toEqual(portable.result);
  return simd.result;
}

function withEngine<R>(engine: 'simd' | 'portable', run: () => R): R {
  try {
    expect(useEngine(engine)).toBe(engine);
    return run();
  } finally {
    useEngine();
  }
}

function firstDifference(a: Floats, b: Floats): string {
  if (Buffer.compare(bytesOf(a), bytesOf(b)) === 0) return 'none';
  const i = [...a].findIndex((x, at) => !Object.is(x, b[at]));
  return `element ${i}: ${a[i]} by SIMD, ${b[i]} portable`;
}

function bytesOf(values: Floats): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
