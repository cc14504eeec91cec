import { describe, expect, it } from 'vitest';
import { restsAtZero, saturatedOutputs } from '../../src/activations/saturation.js';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import { defaultsOf } from './truths.js';

const rowOf = (name: string): Activation => ACTIVATIONS[name as keyof typeof ACTIVATIONS];
const ranges = (name: string, threshold: number, values: object = {}) => {
  const row = rowOf(name);
  return saturatedOutputs(row, { ...defaultsOf(row), ...values }, threshold);
};

describe('saturated outputs', () => {
  it('of sigmoid and tanh are those of the tails, to the last digits', () => {
    const [low, high] = ranges('sigmoid', 0.01)!;
    const edge = (1 - Math.sqrt(1 - 0.04)) / 2; // y (1 − y) = 0.01
    expect(low!.from).toBe(0);
    expect(Math.abs(low!.to - edge)).toBeLessThan(1e-16);
    expect(Math.abs(high!.from - (1 - edge))).toBeLessThan(1e-15);
    expect(high!.to).toBe(1);
    expect(ranges('tanh', 0.19)!.map(({ to }) => to)[0]).toBeCloseTo(-0.9, 14);
  });

  it('of rectifiers are 0, and where there is a ceiling that too', () => {
    expect(ranges('relu', 0.01)).toEqual([{ from: 0, to: 0 }]);
    expect(ranges('relu6', 0.01)).toEqual([
      { from: 0, to: 0 },
      { from: 6, to: 6 },
    ]);
    expect(ranges('leakyRelu', 0.01)).toEqual([]);
    expect(ranges('leakyRelu', 0.01, { negativeSlope: -0.5 })).toBeUndefined();
  });

  it.each(Object.values(ACTIVATIONS) as Activation[])(
    'of $name are known where it never falls, and only there',
    (row) => {
      expect(saturatedOutputs(row, defaultsOf(row), 0.01) !== undefined).toBe(row.monotone);
    },
  );
});

it('functions rest at 0 that are 0 with a slope of 0 over a stretch', () => {
  const rest = Object.values(ACTIVATIONS as Readonly<Record<string, Activation>>).filter((row) =>
    restsAtZero(row, defaultsOf(row)),
  );
  const names = rest.map(({ name }) => name);
  for (const name of ['relu', 'relu6', 'hardSigmoid', 'hardShrink', 'softShrink', 'threshold']) {
    expect(names).toContain(name);
  }
  for (const name of ['linear', 'leakyRelu', 'tanh', 'elu', 'softsign', 'tanhShrink', 'log']) {
    expect(names).not.toContain(name);
  }
});
