import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../../src/simd/engine.js';
import { STEP_HIGH } from '../../../src/simd/functions/exp-table.js';
import { add } from '../../../src/softmax/state/add.js';
import { applyLogSoftmax, applySoftmax } from '../../../src/softmax/state/apply.js';
import { toBytes } from '../../../src/softmax/state/bytes.js';
import type { ExactState } from '../../../src/softmax/state/exact-state.js';
import { empty } from '../../../src/softmax/state/exact-state.js';
import { exponentialOf } from '../../../src/softmax/state/exponential.js';
import { finish } from '../../../src/softmax/state/finish.js';
import { merge } from '../../../src/softmax/state/merge.js';
import { bitsOf, isCanonicalNaN } from '../../simd/bits.js';
import { stream } from '../../simd/truths.js';
import {
  anyValue,
  byMerges,
  byPieces,
  float,
  floatsOf,
  special,
  stateOf,
  temperature,
} from './values.js';

const options = fc.record({ temperature, float });
const numbers = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 });

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Everything that a state is and gives, as one string. */
function fingerprint(state: ExactState, values: readonly number[]): string {
  const finished = finish(state, { nan: 'mask' });
  const { sum, shiftedSum, shiftedLog, logSumExp } = finished;
  const doubles = [sum?.mantissa ?? shiftedSum, shiftedSum, shiftedLog, logSumExp].flatMap((d) => [
    d.high,
    d.low,
  ]);
  const src = floatsOf({ temperature: 1, float: state.float }, values);
  const [p, y] = [src.slice(), src.slice()];
  applySoftmax(finished, src, p);
  applyLogSoftmax(finished, src, y);
  return [
    hexOf(toBytes(state)),
    sum?.exponent,
    bitsOf(new Float64Array(doubles)),
    bitsOf(p),
    bitsOf(y),
  ].join();
}

/** The state as its definition says, in whole numbers. */
function definition(values: readonly number[], state: ExactState) {
  const finite = values.filter(Number.isFinite);
  const max = finite.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...finite) + 0;
  const others = finite
    .filter((x) => x !== max)
    .map((x) => exponentialOf(x, state.scaling))
    .filter((e) => e !== undefined)
    .map(({ k, high, low }) => ({
      limb: k >> 5n,
      value: ((BigInt(high * 2 ** 28) << 32n) + BigInt(low * 2 ** 60)) << (k & 31n),
    }));
  const top = others.reduce<bigint | undefined>(
    (top, { limb }) => (top === undefined || limb > top ? limb : top),
    undefined,
  );
  const limbs = [0n, 0n, 0n, 0n, 0n];
  for (const { limb, value } of others) {
    const i = Number(top! - limb);
    if (i < 5) limbs[i]! += value;
  }
  return { max, times: finite.filter((x) => x === max).length, top, limbs };
}

function limbsOf({ words }: ExactState): bigint[] {
  return [0, 1, 2, 3, 4].map((i) =>
    [4, 3, 2, 1, 0].reduce((value, w) => (value << 32n) + BigInt(words[5 * i + w]!), 0n),
  );
}

describe.each(['simd', 'portable'] as const)('the exact state by %s', (engine) => {
  beforeEach(() => void useEngine(engine));
  afterEach(() => void useEngine());

  it('is what its definition says of the values, in whole numbers', () => {
    fc.assert(
      fc.property(options, fc.array(fc.oneof(anyValue, special), { maxLength: 60 }), (o, given) => {
        const values = [...floatsOf(o, given)];
        const state = stateOf(o, values);
        const { max, times, top } = state;
        expect({ max, times, top, limbs: limbsOf(state) }).toEqual(definition(values, state));
      }),
      { seed: 41, numRuns: 3000 },
    );
  });

  it('is what its definition says of near values, as blocks that SIMD takes', () => {
    const near = fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -60, max: 60, noNaN: true }) },
      fc.constantFrom(Number.NEGATIVE_INFINITY, 0, -0, 60, -100_000),
    );
    const t = fc.constantFrom(1, 0.9, 1.7, 30);
    fc.assert(
      fc.property(
        fc.record({ temperature: t, float }),
        fc.array(near, { maxLength: 40 }),
        (o, given) => {
          const values = [...floatsOf(o, given)];
          const state = stateOf(o, values);
          const { max, times, top } = state;
          expect({ max, times, top, limbs: limbsOf(state) }).toEqual(definition(values, state));
        },
      ),
      { seed: 47, numRuns: 2000 },
    );
  });

  it('is what its definition says of blocks that begin, end and are interrupted anywhere', () => {
    const next = stream(77);
    for (const length of [1, 2, 3, 1023, 2047, 2048, 2049, 5000]) {
      for (const temperature of [1, 1.7]) {
        for (const odd of [0, Number.NEGATIVE_INFINITY, Number.NaN, 2e5]) {
          const o = { temperature, float: 64 } as const;
          const values = Array.from({ length }, () => (next() - 0.5) * 80);
          values[Math.floor(next() * length)] = odd;
          const state = stateOf(o, values);
          const { max, times, top } = state;
          expect({ max, times, top, limbs: limbsOf(state) }).toEqual(definition(values, state));
        }
      }
    }
  });
});

describe('the exact state', () => {
  it('does not depend on the order of the values', () => {
    const shuffled = fc
      .array(anyValue, { minLength: 1, maxLength: 60 })
      .chain((values) =>
        fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
      );
    fc.assert(
      fc.property(options, shuffled, (o, [values, other]) => {
        expect(fingerprint(stateOf(o, other), values)).toBe(
          fingerprint(stateOf(o, values), values),
        );
      }),
      { seed: 42, numRuns: 2500 },
    );
  });

  it('does not depend on the pieces that the values come in', () => {
    fc.assert(
      fc.property(options, fc.array(anyValue, { maxLength: 60 }), numbers, (o, values, sizes) => {
        const pieces = byPieces(
          o,
          values,
          sizes.map((size) => size % 9),
        );
        expect(fingerprint(pieces, values)).toBe(fingerprint(stateOf(o, values), values));
      }),
      { seed: 43, numRuns: 2500 },
    );
  });

  it('does not depend on the tree of merges, nor on special values among the others', () => {
    const values = fc.array(fc.oneof({ weight: 9, arbitrary: anyValue }, special), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(options, values, numbers, numbers, (o, given, cuts, order) => {
        const finite = given.filter((x) => x < Number.POSITIVE_INFINITY);
        const merged = byMerges(o, given, cuts, order);
        expect(fingerprint(merged, finite)).toBe(fingerprint(stateOf(o, given), finite));
      }),
      { seed: 44, numRuns: 2500 },
    );
  });

  it('does not depend on where long arrays are cut, though blocks and bins are', () => {
    const values = Array.from({ length: 5000 }, (_, i) => 30 * Math.sin(i * i) - (i % 7) * 40);
    const o = { temperature: 1.5, float: 64 } as const;
    const whole = fingerprint(stateOf(o, values), values);
    for (const size of [1, 3, 1023, 1024, 1025, 4096]) {
      expect(fingerprint(byPieces(o, values, [size - 1]), values)).toBe(whole);
    }
    expect(
      fingerprint(
        stateOf(
          o,
          values.toSorted((a, b) => a - b),
        ),
        values,
      ),
    ).toBe(whole);
    expect(
      fingerprint(
        stateOf(
          o,
          values.toSorted((a, b) => b - a),
        ),
        values,
      ),
    ).toBe(whole);
  });

  it('merged with itself 40 times is 2^40 times its sum, to the last bit', () => {
    const values = [0.25, 0, -0.5, -3, -30, -61.5, -90, 0.25];
    const o = { temperature: 1, float: 64 } as const;
    const once = stateOf(o, values);
    const state = stateOf(o, values);
    for (let i = 0; i < 40; i++) merge(state, state);
    expect(limbsOf(state)).toEqual(limbsOf(once).map((limb) => limb << 40n));
    expect([state.times, state.count]).toEqual([2 * 2 ** 40, 8 * 2 ** 40]);
    const [one, many] = [finish(once), finish(state)];
    expect(many.shiftedSum).toEqual({
      high: one.shiftedSum.high * 2 ** 40,
      low: one.shiftedSum.low * 2 ** 40,
    });
  });

  it('holds 2^53 equal values and not one more', () => {
    const one = stateOf({ temperature: 1, float: 64 }, [1.5]);
    const state = stateOf({ temperature: 1, float: 64 }, [1.5]);
    for (let i = 0; i < 53; i++) merge(state, state);
    expect(finish(state).shiftedSum).toEqual({ high: 2 ** 53, low: 0 });
    const before = hexOf(toBytes(state));
    expect(() => merge(state, one)).toThrow(
      'mergeStates: more values than a state can hold (got "9007199254740992 + 1"); expected at most 2^53',
    );
    expect(() => add(state, new Float64Array(2))).toThrow(
      'addToState: more values than a state can hold',
    );
    expect(hexOf(toBytes(state))).toBe(before);
  });

  it('takes in a maximum that came 2^52 times when a larger one comes', () => {
    const state = stateOf({ temperature: 1, float: 64 }, [-10]);
    for (let i = 0; i < 52; i++) merge(state, state);
    add(state, new Float64Array([0]));
    const { limb, value } = definition([0, -10], state).limbs.map((value, limb) => ({
      limb,
      value,
    }))[0]!;
    expect(limbsOf(state)[limb]).toBe(value << 52n);
  });

  it('keeps −0 and 0 apart from nothing', () => {
    const o = { temperature: 1, float: 64 } as const;
    expect(hexOf(toBytes(stateOf(o, [-0, 0])))).toBe(hexOf(toBytes(stateOf(o, [0, -0]))));
    expect(Object.is(stateOf(o, [-0]).max, 0)).toBe(true);
  });

  it('rests on a step of ln2/64 with 29 bits, so that 2^24 of them are exact', () => {
    expect(Number.isInteger(STEP_HIGH * 2 ** 35)).toBe(true);
    expect(STEP_HIGH * 2 ** 35).toBeLessThan(2 ** 29);
  });
});

describe('probabilities under a state', () => {
  const finite = anyValue.filter(Number.isFinite);
  const count = fc.constantFrom(1, 2, 4, 8);

  it('are exactly 1 of a single value, and the powers of two of that many equal ones', () => {
    fc.assert(
      fc.property(options, finite, count, (o, x, n) => {
        const values = floatsOf(o, new Array<number>(n).fill(x));
        if (!Number.isFinite(values[0])) return;
        const finished = finish(stateOf(o, [...values]));
        applySoftmax(finished, values, values);
        expect([...values]).toEqual(new Array(n).fill(1 / n));
      }),
      { seed: 45, numRuns: 1000 },
    );
  });

  it('have the same bits by SIMD and without', () => {
    fc.assert(
      fc.property(options, fc.array(anyValue, { maxLength: 60 }), (o, given) => {
        const values = floatsOf(o, given).filter((x) => x < Number.POSITIVE_INFINITY);
        const finished = finish(stateOf(o, [...values]));
        const [simd, portable] = (['simd', 'portable'] as const).map((engine) => {
          useEngine(engine);
          const dst = values.slice();
          applySoftmax(finished, values, dst);
          return bitsOf(dst);
        });
        useEngine();
        expect(simd).toBe(portable);
      }),
      { seed: 46, numRuns: 1000 },
    );
  });

  it('do not depend on where the values are cut', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => 20 * Math.sin(i * i));
    for (const temperature of [1, 1.7]) {
      const finished = finish(stateOf({ temperature, float: 64 }, [...values]));
      const [whole, pieces] = [values.slice(), values.slice()];
      applySoftmax(finished, whole, whole);
      for (let from = 0; from < 3000; from += 7) {
        const part = pieces.subarray(from, from + 7);
        applySoftmax(finished, part, part);
      }
      expect(bitsOf(pieces)).toBe(bitsOf(whole));
    }
  });
});

describe('values that are no finite numbers', () => {
  const o = { temperature: 1, float: 64 } as const;
  const { NaN: nan, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

  it('are counted', () => {
    const { count, nans, infinities, minusInfinities } = stateOf(o, [
      ...[1, nan, nan, NEGATIVE_INFINITY, 5],
      ...[POSITIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY],
    ]);
    expect({ count, nans, infinities, minusInfinities }).toEqual({
      ...{ count: 8, nans: 2, infinities: 1, minusInfinities: 3 },
    });
  });

  it.each([
    ['no values', [], NEGATIVE_INFINITY],
    ['nothing but −∞', [NEGATIVE_INFINITY, NEGATIVE_INFINITY], NEGATIVE_INFINITY],
    ['a +∞', [1, POSITIVE_INFINITY], POSITIVE_INFINITY],
    ['a NaN', [1, nan], nan],
    ['a NaN and a +∞', [POSITIVE_INFINITY, nan], nan],
  ])('make no distribution: %s', (_, values, limit) => {
    const finished = finish(stateOf(o, values));
    expect(finished.distribution).toBe(false);
    expect(finished.sum).toBeUndefined();
    expect(finished.logSumExp.high).toBe(limit);
    const dst = new Float64Array(2);
    applySoftmax(finished, new Float64Array([1, NEGATIVE_INFINITY]), dst);
    expect(isCanonicalNaN(dst)).toBe(true);
  });

  it('leave the others their probabilities where NaN is masked, and have 0 themselves', () => {
    const values = new Float64Array([0, nan, NEGATIVE_INFINITY, 0]);
    const finished = finish(stateOf(o, [...values]), { nan: 'mask' });
    const [p, y] = [values.slice(), values.slice()];
    applySoftmax(finished, p, p);
    applyLogSoftmax(finished, y, y);
    expect([...p]).toEqual([0.5, 0, 0, 0.5]);
    expect([...y]).toEqual([-Math.LN2, NEGATIVE_INFINITY, NEGATIVE_INFINITY, -Math.LN2]);
  });

  it('give NaN where the state has not met them', () => {
    const dst = new Float64Array([nan]);
    applySoftmax(finish(stateOf(o, [1])), dst, dst);
    expect(isCanonicalNaN(dst)).toBe(true);
  });
});

describe('what does not fit a state', () => {
  const state = stateOf({ temperature: 1, float: 64 }, [1, 2]);

  it('is refused where temperatures or float widths differ', () => {
    expect(() => merge(state, empty({ temperature: 2, float: 64 }))).toThrow(
      'mergeStates: states that do not match (got "temperature 2 and float width 64"); expected temperature 1 and float width 64',
    );
    expect(() => merge(state, empty({ float: 32 }))).toThrow(
      'mergeStates: states that do not match (got "temperature 1 and float width 32"); expected temperature 1 and float width 64',
    );
  });

  it('is refused where values are of another type', () => {
    expect(() => add(state, new Float32Array(1))).toThrow(
      `addToState: values of another type than the state's (got "Float32Array"); expected Float64Array`,
    );
    expect(() => applySoftmax(finish(state), new Float32Array(1), new Float32Array(1))).toThrow(
      `applySoftmax: values of another type than the state's (got "Float32Array"); expected Float64Array`,
    );
  });

  it('is refused where a value is larger than any that was added', () => {
    expect(() =>
      applySoftmax(finish(state), new Float64Array([1, 3]), new Float64Array(2)),
    ).toThrow(
      'applySoftmax: a value that the state has not met (got 3, row 1); expected at most 2, the largest that was added',
    );
  });

  it('is refused where an option is out of range', () => {
    expect(() => empty({ temperature: 0, float: 64 })).toThrow(
      'emptyState: temperature out of range (got 0); expected a finite number above 0',
    );
    expect(() => empty({ float: 16 as 32 })).toThrow(
      'emptyState: bad float width (got 16); expected 32 or 64',
    );
  });
});
