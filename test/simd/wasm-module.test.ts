import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { BLOCK_CAPACITY, INPUT, OUTPUT, simdExports } from '../../src/simd/wasm.js';
import { logSumExpRows } from '../../src/softmax/log-sum-exp.js';
import { softmaxColumns, softmaxRows } from '../../src/softmax/rows.js';
import {
  generateConstants,
  generateModule,
  generatePowers,
  generateTextModule,
} from '../../tools/build-simd.mjs';

function textOf(file: string): string {
  return readFileSync(new URL(`../../src/simd/${file}`, import.meta.url), 'utf8');
}

describe('the SIMD module', () => {
  it('has the constants of the portable kernels', () => {
    expect(textOf('assembly/constants.ts')).toBe(generateConstants());
  });

  it('is what its sources give, to the byte', async () => {
    expect(textOf('module.ts')).toBe(await generateModule());
  });

  it('has a neighbour for text, which is what its sources give as well', async () => {
    expect(textOf('assembly/text/powers.ts')).toBe(generatePowers());
    expect(textOf('text-module.ts')).toBe(await generateTextModule());
  });

  it('has room for its constants, its input with what is read behind it, and its output', () => {
    const beyond = 4096;
    const simd = simdExports();
    expect(simd?.staticEnd()).toBeLessThanOrEqual(INPUT);
    expect(INPUT + BLOCK_CAPACITY + beyond).toBeLessThanOrEqual(OUTPUT);
    expect(OUTPUT + BLOCK_CAPACITY + beyond).toBeLessThanOrEqual(simd!.memory.buffer.byteLength);
  });

  it('keeps its memory as it is, and the process its own, over 10 000 batches', () => {
    const size = simdExports()?.memory.buffer.byteLength;
    expect(size).toBeGreaterThan(0);
    const rows = new Float32Array(1000).map((_, i) => i % 17);
    const columns = [rows, rows].map((column) => column.slice());
    const doubles = Float64Array.from(rows, (x) => -x * 50);
    const sums = new Float32Array(100);
    const batch = () => {
      softmaxRows(rows, rows, { length: 10, width: 100 }, 1);
      softmaxRows(rows, rows, { length: 100, width: 10 }, 1);
      softmaxColumns(columns, columns, 1000, 1);
      logSumExpRows(rows, sums, { length: 100, width: 10 }, 1);
      ACTIVATIONS.gelu.float32(rows, rows, 1000, {});
      ACTIVATIONS.silu.float64(doubles, doubles, 1000, { beta: 1 });
    };
    for (let i = 0; i < 1000; i++) batch();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 10_000; i++) batch();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(simdExports()?.memory.buffer.byteLength).toBe(size);
  });
});

describe('a machine without WebAssembly SIMD', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each([
    ['no WebAssembly at all', undefined],
    [
      'WebAssembly that refuses the module',
      {
        Module: class {
          constructor() {
            throw new Error('invalid module');
          }
        },
      },
    ],
  ])('computes the same by the portable kernels: %s', async (_, stand) => {
    const row = new Float64Array([1, 2, 3, 4, 5]);
    const wanted = row.slice();
    softmaxRows(row, wanted, { length: 1, width: 5 }, 1);

    vi.resetModules();
    vi.stubGlobal('WebAssembly', stand);
    const { useEngine } = await import('../../src/simd/engine.js');
    const fresh = await import('../../src/softmax/rows.js');
    expect(useEngine('simd')).toBe('portable');
    const got = row.slice();
    expect(fresh.softmaxRows(row, got, { length: 1, width: 5 }, 1)).toBe(0);
    expect(got).toEqual(wanted);
  });
});
