import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, roundOutwards, ticksOf } from '../../src/plots/scale.js';

const SEEDED = { seed: 20261123, numRuns: 300 };
const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const interval = fc
  .tuple(bound, bound)
  .filter(([a, b]) => Math.abs(a - b) > 1e-6)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

describe('ticks', () => {
  it('are round numbers that read as what they are', () => {
    const said = (from: number, to: number) => {
      const ticks = ticksOf({ from, to }, 10);
      return ticks.values.map(ticks.textOf);
    };
    expect(said(-5, 5)).toEqual(['−5', '−4', '−3', '−2', '−1', '0', '1', '2', '3', '4', '5']);
    expect(said(0, 1)).toEqual([
      '0.0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
      '0.5',
      '0.6',
      '0.7',
      '0.8',
      '0.9',
      '1.0',
    ]);
    expect(said(0, 2e-7)[1]).toBe('2e−8');
    expect(said(-3e9, 3e9)).toEqual(['−3e9', '−2e9', '−1e9', '0', '1e9', '2e9', '3e9']);
  });

  it('lie within their interval, evenly, and are about as many as were asked for', () => {
    const holds = ({ from, to }: { from: number; to: number }) => {
      const { values } = ticksOf({ from, to }, 10);
      const slack = 1e-6 * (to - from);
      expect(values.length).toBeGreaterThanOrEqual(3);
      expect(values.length).toBeLessThanOrEqual(12);
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(from - slack);
        expect(value).toBeLessThanOrEqual(to + slack);
      }
      const steps = values.slice(1).map((value, i) => value - values[i]!);
      for (const step of steps) expect(Math.abs(step - steps[0]!)).toBeLessThanOrEqual(slack);
    };
    fc.assert(fc.property(interval, holds), SEEDED);
  });
});

it('an interval that is rounded outwards contains it and ends at ticks', () => {
  expect(roundOutwards({ from: -0.17, to: 4.99 }, 8)).toEqual({ from: -1, to: 5 });
  expect(roundOutwards({ from: 0, to: 1 }, 8)).toEqual({ from: 0, to: 1 });
  const contains = (inner: { from: number; to: number }) => {
    const outer = roundOutwards(inner, 8);
    const slack = 1e-8 * (outer.to - outer.from);
    expect(outer.from).toBeLessThanOrEqual(inner.from + slack);
    expect(outer.to).toBeGreaterThanOrEqual(inner.to - slack);
  };
  fc.assert(fc.property(interval, contains), SEEDED);
});

it('a scale maps ends to ends, also downwards', () => {
  const y = linearScale({ from: -1, to: 1 }, 400, 0);
  expect([y(-1), y(0), y(1)]).toEqual([400, 200, 0]);
});
