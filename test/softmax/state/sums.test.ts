import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactState, empty } from '../../../src/softmax/state/exact-state.js';
import { emptySums, readSums, writeSums } from '../../../src/softmax/state/sums.js';
import { anyValue, float, type Options, special, stateOf, temperature } from './values.js';

/** What an engine knows of states, and how it merges them: maxima, and sums of plain integers. */
interface Merged {
  readonly max: number;
  readonly times: number;
  readonly counts: readonly number[];
  readonly limbs: Map<bigint, bigint>;
}

function limbsOf(state: ExactState): Map<bigint, bigint> {
  const sums = emptySums();
  writeSums(state, sums);
  const limbs = new Map<bigint, bigint>();
  for (let i = 0; i < sums.count; i++) {
    let value = 0n;
    for (let w = 4; w >= 0; w--) value = (value << 32n) + BigInt(sums.words[5 * i + w]!);
    limbs.set(sums.numbers[i]!, value);
  }
  return limbs;
}

function merged(states: readonly ExactState[]): Merged {
  const max = Math.max(...states.map((state) => state.max));
  const limbs = new Map<bigint, bigint>();
  for (const state of states) {
    for (const [number, value] of limbsOf(state)) {
      limbs.set(number, (limbs.get(number) ?? 0n) + value);
    }
  }
  const total = (of: (state: ExactState) => number) =>
    states.reduce((sum, state) => sum + of(state), 0);
  const counts = [total((s) => s.count), total((s) => s.nans), total((s) => s.infinities)];
  return {
    max,
    times: total((state) => (state.max === max ? state.times : 0)),
    counts: [...counts, total((s) => s.minusInfinities)],
    limbs,
  };
}

function stateFrom(options: Options, { max, times, counts, limbs }: Merged): ExactState {
  const state = empty(options);
  state.max = max;
  state.times = times;
  [state.count, state.nans, state.infinities, state.minusInfinities] = counts as [
    ...[number, number],
    ...[number, number],
  ];
  expect(readSums(state, new Map(limbs))).toBe(undefined);
  return state;
}

describe('the sums of a state', () => {
  it('merge by plain additions, whatever the maxima are, to the bits of one state of everything', () => {
    const values = fc.array(fc.oneof({ weight: 20, arbitrary: anyValue }, special), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(values, fc.nat(30), fc.nat(30), temperature, float, (all, a, b, t, width) => {
        const options = { temperature: t, float: width };
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const pieces = [all.slice(0, first), all.slice(first, second), all.slice(second)];
        const states = pieces.map((piece) => stateOf(options, piece));
        expect(stateFrom(options, merged(states))).toEqual(stateOf(options, all));
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('hold forty doublings', () => {
    const options = { temperature: 1, float: 64 } as const;
    const one = stateOf(options, [3, 3, 2.5, -40, 3]);
    const parts = merged([one]);
    const times = 2 ** 40;
    const many = {
      ...parts,
      times: parts.times * times,
      counts: parts.counts.map((count) => count * times),
      limbs: new Map([...parts.limbs].map(([number, value]) => [number, value * BigInt(times)])),
    };
    const state = stateFrom(options, many);
    expect(state.count).toBe(5 * times);
    expect(limbsOf(state)).toEqual(many.limbs);
  });

  it('are refused where they do not hold the maximum, or more than limbs can', () => {
    const state = stateOf({ temperature: 1, float: 64 }, [3, 2]);
    expect(readSums(state, new Map([[0n, 5n]]))).toBe('the maximum is not in the sums');
    expect(readSums(state, new Map([[0n, 1n << 161n]]))).toBe('a limb out of range');
  });
});
