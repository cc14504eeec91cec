import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { heightOf, type Point, sampleCurve } from '../../src/plots/curves.js';
import { chart, plotted } from './support.js';

const sample = (text: string, from: number, to: number, points: number) =>
  sampleCurve(plotted(text), { from, to }, points).pieces;

describe('a sampled curve', () => {
  it('has its points evenly spaced from end to end', () => {
    expect(sample('relu', -2, 2, 5)).toEqual([
      [
        [-2, 0],
        [-1, 0],
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ]);
    const [points] = sample('tanh', -5, 5, 100) as readonly (readonly Point[])[];
    expect([points!.length, points![0]![0], points![99]![0]]).toEqual([100, -5, 5]);
  });

  it('is the derivative where that is meant', () => {
    expect(sample('sigmoid:derivative', -1, 1, 3)[0]![1]).toEqual([0, 0.25]);
  });

  it('is broken where it is NaN or infinite', () => {
    const [piece, ...others] = sample('log', -1, 2, 7);
    expect(others).toEqual([]);
    expect(piece!.map(([x]) => x)).toEqual([0.5, 1, 1.5, 2]);
    expect(
      sample('exp', 680, 760, 3)
        .flat()
        .map(([x]) => x),
    ).toEqual([680]);
  });

  it('is broken at a jump, whose ends stand at the very place', () => {
    const [before, after] = sample('step', -1, 2, 4);
    expect(before).toEqual([
      [-1, 0],
      [-Number.MIN_VALUE, 0],
    ]);
    expect(after!.at(-1)).toEqual([2, 1]);
    const [left, right] = sample('relu:derivative', -1.5, 1.5, 4);
    expect(left!.at(-1)).toEqual([0, 0]);
    expect(right![0]).toEqual([Number.MIN_VALUE, 1]);
  });

  it('is not broken where it is steep, nor at a kink', () => {
    for (const text of ['sigmoid', 'hardTanh', 'relu', 'linear:slope=1e6']) {
      expect(sample(text, -1000, 1000, 10), text).toHaveLength(1);
    }
  });

  it('never holds a point that is no number, for any function of the table', () => {
    for (const name of Object.keys(ACTIVATIONS)) {
      for (const text of [name, `${name}:derivative`]) {
        const points = sample(text, -800, 800, 101).flat();
        expect(points.flat().every(Number.isFinite), text).toBe(true);
      }
    }
  });
});

describe('the height of a chart', () => {
  it('is what all curves span, rounded outwards', () => {
    expect(chart('sigmoid tanh relu').y).toEqual({ from: -1, to: 5 });
  });

  it('has a margin around a constant, and is −1 to 1 where there is no point', () => {
    expect(heightOf([{ label: '', pieces: [[[0, 3]]] }])).toEqual({ from: 0, to: 6 });
    expect(heightOf([{ label: '', pieces: [[[0, 0]]] }])).toEqual({ from: -1, to: 1 });
    expect(chart('log', -5, -1).y).toEqual({ from: -1, to: 1 });
  });
});
