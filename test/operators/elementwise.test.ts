import { expect, it } from 'vitest';
import * as elementwise from '../../operators/elementwise.js';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { generateElementwise } from '../../tools/generate-elementwise.js';

it('operators/elementwise.ts is what the table of activations makes of it', async () => {
  await expect(generateElementwise(ACTIVATIONS)).toMatchFileSnapshot(
    '../../operators/elementwise.ts',
  );
});

it('there is an operator for every name and alias in the table', () => {
  const names = Object.values(ACTIVATIONS).flatMap((row) => [row.name, ...row.aliases]);
  expect(Object.keys(elementwise).sort()).toEqual(names.sort());
});
