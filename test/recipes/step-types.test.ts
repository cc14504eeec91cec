import { expect, it } from 'vitest';
import { ELEMENT_OPTIONS, ELEMENT_STEPS, OWN_STEPS } from '../../src/recipes/steps.js';
import { generateStepTypes } from '../../tools/generate-step-types.js';

it('src/recipes/step-types.ts is what the table of steps makes of it', async () => {
  await expect(generateStepTypes(OWN_STEPS, ELEMENT_STEPS, ELEMENT_OPTIONS)).toMatchFileSnapshot(
    '../../src/recipes/step-types.ts',
  );
});
