import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Prints what the process holds after 1000 batches and after 10 000, in bytes; V8's own heap apart from arrays. */
const SCRIPT = `
  import { makeData, RecordBatch, Field, Float32, Float64, Schema, Struct } from 'apache-arrow';
  import { lastValueFrom, map, pipe, range, reduce } from 'rxjs';
  import { gelu, sigmoid, silu, softmax, tanh } from '${root}dist/operators.js';

  const rows = 1000;
  const types = [new Float32(), new Float32(), new Float64(), new Float64()];
  const fields = types.map((type, i) => new Field('x' + i, type, false));
  const values = [Float32Array, Float32Array, Float64Array, Float64Array].map((Floats, i) =>
    new Floats(rows).map((_, j) => (j % 101) / (i + 3) - 15));
  const children = types.map((type, i) => makeData({ type, length: rows, data: values[i] }));
  const type = new Struct(fields);
  const batch = () =>
    new RecordBatch(new Schema(fields), makeData({ type, length: rows, nullCount: 0, children }));
  const work = pipe(
    sigmoid({ columns: 'x0', as: 'sigmoid' }),
    gelu({ columns: 'x1', as: 'gelu' }),
    tanh({ columns: 'x2' }),
    silu({ columns: 'x3' }),
    softmax({ columns: ['x0', 'x1'], as: (name) => 'p' + name }),
  );
  const over = (count) =>
    lastValueFrom(range(0, count).pipe(map(batch), work, reduce((sum, b) => sum + b.numRows, 0)));
  const held = () => {
    globalThis.gc();
    globalThis.gc();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return [arrayBuffers, heapUsed];
  };
  await over(1000);
  const before = held();
  const seen = await over(10_000);
  console.log(JSON.stringify({ seen, before, after: held() }));
`;

it('memory stays flat over 10 000 batches through element-wise operators and softmax', () => {
  const args = ['--expose-gc', '--input-type=module', '-e', SCRIPT];
  const { seen, before, after } = JSON.parse(
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }),
  ) as { seen: number; before: readonly [number, number]; after: readonly [number, number] };
  expect(seen).toBe(10_000_000);
  expect(after[0] - before[0]).toBeLessThan(2 ** 20);
  expect(after[1] - before[1]).toBeLessThan(2 ** 21);
});
