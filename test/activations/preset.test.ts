import { describe, expect, it } from 'vitest';
import { LIBRARIES, type Library } from '../../src/activations/activation.js';
import { presetOf } from '../../src/activations/preset.js';
import { ACTIVATIONS, type Activation, resolveActivation } from '../../src/activations/table.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);

it.each([
  ['gelu', 'torch', 'gelu'],
  ['gelu', 'jax', 'geluTanh'],
  ['gelu', 'keras', 'gelu'],
  ['gelu', 'onnx', 'gelu'],
] as const)('%s of %s is %s', (name, library, meant) => {
  expect(presetOf(name, library).row).toBe(ACTIVATIONS[meant]);
});

it.each([
  ['leakyRelu', 'torch', { negativeSlope: 0.01 }],
  ['leakyRelu', 'keras', { negativeSlope: 0.2 }],
  ['leakyRelu', 'tfjs', { negativeSlope: 0.2 }],
  ['hardSigmoid', 'torch', { slope: 1 / 6, offset: 0.5 }],
  ['hardSigmoid', 'onnx', { slope: 0.2, offset: 0.5 }],
  ['hardSigmoid', 'tfjs', { slope: 0.2, offset: 0.5 }],
  ['selu', 'torch', { alpha: 1.6732632423543772, scale: 1.0507009873554805 }],
  [
    'selu',
    'onnx',
    { alpha: Math.fround(1.6732632423543772), scale: Math.fround(1.0507009873554805) },
  ],
  ['step', 'tfjs', { atZero: 0 }],
  ['swish', 'onnx', { beta: 1 }],
  ['relu', 'jax', {}],
] as const)('%s of %s has the parameters %o', (name, library, values) => {
  expect(presetOf(name, library).values).toEqual(values);
});

describe.each(ROWS)('the conventions of $name', (row) => {
  it('name a library’s function, give parameters that will do, and mean a row that there is', () => {
    for (const library of LIBRARIES) {
      const convention = row.conventions[library];
      if (convention === undefined) continue;
      const preset = presetOf(row.name, library);
      expect(preset.called.trim()).not.toBe('');
      expect(Object.keys(preset.values)).toEqual(Object.keys(preset.row.parameters));
      for (const [name, value] of Object.entries(preset.values)) {
        expect(preset.row.parameters[name]?.check(value)).toBe(true);
      }
      if (convention.means !== undefined) expect(resolveActivation(convention.means)).not.toBe(row);
    }
  });
});

it('refuses a library that there is not, and one without the function', () => {
  expect(() => presetOf('gelu', 'numpy' as Library)).toThrow(
    new TypeError(
      'gelu: unknown preset (got "numpy"); expected one of torch, jax, keras, onnx, tfjs',
    ),
  );
  expect(() => presetOf('squareplus', 'torch')).toThrow(
    new TypeError(
      'squareplus: the library of this preset has no squareplus (got "torch"); expected one of jax, keras',
    ),
  );
  expect(() => presetOf('quickGelu', 'onnx', 'activate')).toThrow(
    new TypeError(
      'activate: the library of this preset has no quickGelu (got "onnx"); expected none',
    ),
  );
});
