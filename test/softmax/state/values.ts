/** Values that are hard on an exact sum, and ways to add them. */
import fc from 'fast-check';
import type { Floats } from '../../../src/simd/floats.js';
import { add } from '../../../src/softmax/state/add.js';
import type { ExactState } from '../../../src/softmax/state/exact-state.js';
import { empty } from '../../../src/softmax/state/exact-state.js';
import { merge } from '../../../src/softmax/state/merge.js';

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

const ordinary = fc.double({ min: -40, max: 40, noNaN: true });
const close = fc.integer({ min: -8, max: 8 }).map((i) => i / 2);

export const anyValue = fc.oneof(
  { weight: 5, arbitrary: ordinary },
  { weight: 4, arbitrary: close },
  { weight: 2, arbitrary: fc.double({ min: -300, max: 300, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 131050, max: 131090, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -2e6, max: 2e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -30, max: 30 }).map((i) => 2 ** 60 + 128 * i) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }).map((i) => -(2 ** 63) + 1024 * i) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(1e308, -1e308, 5e-324, -5e-324, 0, -0, 1.7e308) },
  { weight: 1, arbitrary: fc.constant(NEGATIVE_INFINITY) },
);

export const special = fc.constantFrom(Number.NaN, POSITIVE_INFINITY, NEGATIVE_INFINITY);

export const temperature = fc.constantFrom(1, 1, 0.5, 1.7, 30, 1e-3, 1e300, 1e-300, 5e-324);
export const float = fc.constantFrom<32 | 64>(32, 64);

export interface Options {
  readonly temperature: number;
  readonly float: 32 | 64;
}

export function floatsOf({ float: width }: Options, values: readonly number[]): Floats {
  return width === 32 ? Float32Array.from(values) : Float64Array.from(values);
}

export function stateOf(options: Options, values: readonly number[]): ExactState {
  const state = empty(options);
  add(state, floatsOf(options, values));
  return state;
}

/** The values cut in pieces as `cuts` says, each a state of its own, merged pair by pair as `order` says. */
export function byMerges(
  options: Options,
  values: readonly number[],
  cuts: readonly number[],
  order: readonly number[],
): ExactState {
  const borders = [0, ...cuts.map((cut) => cut % (values.length + 1)), values.length].sort(
    (a, b) => a - b,
  );
  const states = borders.slice(1).map((end, i) => stateOf(options, values.slice(borders[i], end)));
  for (let step = 0; states.length > 1; step++) {
    const pick = (order[step % order.length] ?? 0) % states.length;
    const [taken] = states.splice(pick, 1) as [ExactState];
    merge(states[(pick * 7) % states.length]!, taken);
  }
  return states[0]!;
}

/** The values added a few at a time to one state. */
export function byPieces(
  options: Options,
  values: readonly number[],
  sizes: readonly number[],
): ExactState {
  const state = empty(options);
  for (let from = 0, i = 0; from < values.length; i++) {
    const size = 1 + (sizes[i % sizes.length] ?? 0);
    add(state, floatsOf(options, values.slice(from, from + size)));
    from += size;
  }
  return state;
}
