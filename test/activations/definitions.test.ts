import { expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import { hashOf } from '../simd/bits.js';
import { inputs } from '../simd/kernel-tester.js';
import { defaultsOf, definitionsOf } from './truths.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);

it('fixtures/activations/definitions.json is what the rows say of themselves', async () => {
  await expect(definitionsOf(ROWS)).toMatchFileSnapshot(
    '../../fixtures/activations/definitions.json',
  );
});

it('every function gives the same bits as when fixtures/activations/bits.json was written', async () => {
  const lines = ROWS.map((row) => `${JSON.stringify(row.name)}: ${JSON.stringify(hashes(row))}`);
  await expect(`{\n${lines.join(',\n')}\n}\n`).toMatchFileSnapshot(
    '../../fixtures/activations/bits.json',
  );
});

/** Of float32 and float64, over small, moderate and far arguments. */
function hashes(row: Activation): readonly number[] {
  const values = defaultsOf(row);
  const single = new Float32Array(spread(32));
  row.float32(single, single, single.length, values);
  const double = new Float64Array(spread(64));
  row.float64(double, double, double.length, values);
  return [hashOf(single), hashOf(double)];
}

function spread(float: 32 | 64): readonly number[] {
  const scales = [1 / 15, 1, 60, 1e-9];
  return Array.from(inputs(float, 6000, 77), (x, i) => x * scales[i % scales.length]!);
}
