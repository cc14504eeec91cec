import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../../src/simd/engine.js';
import type { Floats } from '../../../src/simd/floats.js';
import { add } from '../../../src/softmax/state/add.js';
import { applyLogSoftmax, applySoftmax } from '../../../src/softmax/state/apply.js';
import { toBytes } from '../../../src/softmax/state/bytes.js';
import type { ExactState } from '../../../src/softmax/state/exact-state.js';
import { empty } from '../../../src/softmax/state/exact-state.js';
import { finish } from '../../../src/softmax/state/finish.js';
import { merge } from '../../../src/softmax/state/merge.js';
import { NO_SLOT } from '../../../src/softmax/state/table/rows.js';
import { StateTable } from '../../../src/softmax/state/table/state-table.js';
import { bitsOf } from '../../simd/bits.js';
import { stream } from '../../simd/truths.js';
import {
  anyValue,
  float,
  floatsOf,
  type Options,
  special,
  stateOf,
  temperature,
} from './values.js';

const SLOTS = 4;
const slot = fc.oneof(
  { weight: 12, arbitrary: fc.nat(SLOTS - 1) },
  { weight: 1, arbitrary: fc.constant(NO_SLOT) },
);
/** Runs, so that some are long and most are not. */
const run = fc.record({
  slot,
  values: fc.oneof(
    { weight: 12, arbitrary: fc.array(fc.oneof(anyValue, special), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(anyValue, { minLength: 30, maxLength: 40 }) },
  ),
});
const options = fc.record({ temperature, float });

interface Rows {
  readonly slots: Uint32Array;
  readonly values: Floats;
}

const rows = fc.tuple(options, fc.array(run, { maxLength: 40 })).map(([o, runs]) => ({
  o,
  slots: Uint32Array.from(runs.flatMap((run) => run.values.map(() => run.slot))),
  values: floatsOf(
    o,
    runs.flatMap((run) => run.values),
  ),
}));

function hexOf(state: ExactState): string {
  return Buffer.from(toBytes(state)).toString('hex');
}

function tableOf(o: Options, size: number, { slots, values }: Rows): StateTable {
  const table = new StateTable(o);
  table.resize(size);
  table.scatter(slots, values);
  return table;
}

/** The states one by one. */
function statesOf(o: Options, size: number, { slots, values }: Rows): ExactState[] {
  return Array.from({ length: size }, (_, slot) =>
    stateOf(
      o,
      [...values].filter((_, i) => slots[i] === slot),
    ),
  );
}

function bytesOf(table: StateTable): string[] {
  return Array.from({ length: table.size }, (_, slot) => hexOf(table.get(slot)));
}

function part({ slots, values }: Rows, from: number, to: number): Rows {
  return { slots: slots.slice(from, to), values: values.slice(from, to) };
}

describe.each(['simd', 'portable'] as const)('a table of states by %s', (engine) => {
  beforeEach(() => void useEngine(engine));
  afterEach(() => void useEngine());

  it('holds the states that its values make one by one', () => {
    fc.assert(
      fc.property(rows, ({ o, ...given }) => {
        expect(bytesOf(tableOf(o, SLOTS, given))).toEqual(statesOf(o, SLOTS, given).map(hexOf));
      }),
      { seed: 51, numRuns: 1500 },
    );
  });

  it('gives results with the bits of each state by itself', () => {
    const nan = fc.constantFrom('propagate' as const, 'mask' as const);
    fc.assert(
      fc.property(rows, nan, ({ o, ...given }, nan) => {
        const finished = tableOf(o, SLOTS, given).finish({ nan });
        const states = statesOf(o, SLOTS, given).map((state) => finish(state, { nan }));
        const { slots, values } = given;
        const got = [values.slice(), values.slice(), values.slice()] as const;
        finished.softmax(slots, got[0], got[0]);
        finished.logSoftmax(slots, got[1], got[1]);
        finished.logSumExp(slots, got[2]);
        const wanted = [values.slice(), values.slice(), values.slice()] as const;
        for (let i = 0; i < values.length; i++) {
          const [p, y, sum] = wanted.map((array) => array.subarray(i, i + 1)) as [
            ...[Floats, Floats, Floats],
          ];
          const state = states[slots[i]!];
          if (state === undefined) for (const cell of [p, y, sum]) cell[0] = 0;
          else {
            applySoftmax(state, p, p);
            applyLogSoftmax(state, y, y);
            sum[0] = state.logSumExp.high;
          }
        }
        expect(got.map(bitsOf)).toEqual(wanted.map(bitsOf));
        expect(states.map((_, slot) => finished.distribution(slot))).toEqual(
          states.map((state) => state.distribution),
        );
        expect(states.map((_, slot) => finished.limit(slot))).toEqual(
          states.map((state) => state.max),
        );
      }),
      { seed: 52, numRuns: 700 },
    );
  });

  it('does not depend on order, cuts and the tree of merges', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), fc.nat(), ({ o, ...given }, a, b, seed) => {
        const { length } = given.slots;
        const [from, to] = [a % (length + 1), b % (length + 1)].sort((p, q) => p - q);
        const order = shuffled(length, seed);
        const mixed = {
          slots: Uint32Array.from(order, (i) => given.slots[i]!),
          values: floatsOf(
            o,
            order.map((i) => given.values[i]!),
          ),
        };
        const [left, right] = [tableOf(o, SLOTS, part(mixed, 0, from)), new StateTable(o)];
        left.scatter(...entries(part(mixed, from, to)));
        // The other table has its slots in reverse, and one more that goes nowhere.
        right.resize(SLOTS + 1);
        const rest = part(mixed, to!, length);
        right.scatter(
          rest.slots.map((slot) => (slot === NO_SLOT ? SLOTS : SLOTS - 1 - slot)),
          rest.values,
        );
        left.mergeTable(new Uint32Array([3, 2, 1, 0, NO_SLOT]), right);
        expect(bytesOf(left)).toEqual(bytesOf(tableOf(o, SLOTS, given)));
      }),
      { seed: 53, numRuns: 1000 },
    );
  });

  it('is right across segments, blocks and runs of any length', () => {
    const next = stream(99);
    const slots: number[] = [];
    while (slots.length < 20_000) {
      const at = Math.floor(next() * 200_000);
      for (let n = Math.floor(next() ** 4 * 900); n >= 0; n--) slots.push(at);
    }
    const given = {
      slots: Uint32Array.from(slots),
      values: Float64Array.from(slots, () => (next() - 0.5) * 80),
    };
    for (const temperature of [1, 1.7]) {
      const o = { temperature, float: 64 } as const;
      const table = tableOf(o, 200_000, given);
      for (const slot of new Set(slots)) {
        const values = [...given.values].filter((_, i) => slots[i] === slot);
        expect(hexOf(table.get(slot))).toBe(hexOf(stateOf(o, values)));
      }
    }
  });
});

function entries({ slots, values }: Rows): [Uint32Array, Floats] {
  return [slots, values];
}

function shuffled(length: number, seed: number): number[] {
  const next = stream(seed + 1);
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

describe('a table of states', () => {
  const o = { temperature: 1, float: 64 } as const;

  it('takes 48 bytes an ordinary state, and grows without moving', () => {
    const table = new StateTable(o);
    table.resize(2 ** 18);
    const slots = Uint32Array.from({ length: 2 ** 20 }, (_, i) => i >> 2);
    table.scatter(
      slots,
      Float64Array.from(slots, (slot, i) => Math.sin(slot) * 20 + (i % 7)),
    );
    expect(table.bytes).toBe(48 * 2 ** 18);
    const before = hexOf(table.get(70_000));
    table.resize(2 ** 19);
    expect(hexOf(table.get(70_000))).toBe(before);
    expect(hexOf(table.get(2 ** 19 - 1))).toBe(hexOf(empty(o)));
  });

  it('grows one slot at a time with what the slots hold, wide ones too', () => {
    const table = new StateTable(o);
    const values = [3, Number.NaN, -80, 1e6, -1e300];
    for (let slot = 0; slot < 200; slot++) {
      table.resize(slot + 1);
      table.scatter(new Uint32Array([slot, slot]), new Float64Array([slot, values[slot % 5]!]));
    }
    for (let slot = 0; slot < 200; slot++) {
      expect(hexOf(table.get(slot))).toBe(hexOf(stateOf(o, [slot, values[slot % 5]!])));
    }
  });

  it('drops the last slots when it shrinks', () => {
    const table = tableOf(o, 3, {
      slots: new Uint32Array([0, 1, 2]),
      values: new Float64Array([1, Number.NaN, 2]),
    });
    table.resize(1);
    table.resize(3);
    expect(bytesOf(table)).toEqual([stateOf(o, [1]), empty(o), empty(o)].map(hexOf));
    table.resize(0);
    table.resize(3);
    expect(bytesOf(table)).toEqual([empty(o), empty(o), empty(o)].map(hexOf));
  });

  it.each([1, 65_534, 65_535, 65_536, 200_000])(
    'counts a maximum that comes %i times, and others as often',
    (times) => {
      const table = new StateTable(o);
      table.resize(2);
      // Alternating slots, so that nothing is a run.
      const slots = Uint32Array.from({ length: 2 * times }, (_, i) => i & 1);
      table.scatter(slots, new Float64Array(2 * times).fill(2.5));
      table.scatter(new Uint32Array([0]), new Float64Array([1]));
      table.scatter(new Uint32Array([1]), new Float64Array([3]));
      const equal = new Array<number>(times).fill(2.5);
      expect(bytesOf(table)).toEqual(
        [stateOf(o, [...equal, 1]), stateOf(o, [...equal, 3])].map(hexOf),
      );
    },
  );

  it('merged with itself 53 times is 2^53 times its sum, and holds not one value more', () => {
    const values = [0.25, 0, -0.5, -3, -30, -61.5, -90, 0.25];
    const table = tableOf(o, 2, {
      slots: new Uint32Array([0, 0, 0, 0, 0, 0, 0, 0, 1]),
      values: new Float64Array([...values, 7]),
    });
    const [state, single] = [stateOf(o, values), stateOf(o, [7])];
    const both = new Uint32Array([0, 1]);
    for (let i = 0; i < 50; i++) {
      table.mergeTable(both, table);
      merge(state, state);
      merge(single, single);
    }
    expect(bytesOf(table)).toEqual([state, single].map(hexOf));
    const one = new Uint32Array([NO_SLOT, 1]);
    for (let i = 0; i < 3; i++) table.mergeTable(one, table);
    expect(table.get(1).count).toBe(2 ** 53);
    for (const [slots, values] of [
      [new Uint32Array([1]), new Float64Array([5])],
      [new Uint32Array([0]), new Float64Array([5])],
    ] as const) {
      expect(() => table.scatter(slots, values)).toThrow(
        'addToState: more values than a state can hold (got "9007199254740992 + 1"); expected at most 2^53',
      );
    }
  });

  it('carries up to the last word of a limb', () => {
    const table = new StateTable(o);
    table.resize(2);
    const states = [stateOf(o, [0, -0.5, -30]), stateOf(o, [0, -0.5, -30])];
    states.forEach((state, slot) => {
      state.words.fill(0xffffffff, 1, 4);
      state.words.fill(0xffffffff, 6, 9);
      table.set(slot, state);
    });
    const values = new Float64Array([-0.25, -30.5, -1, -31, -2, -25]);
    table.scatter(
      Uint32Array.from(values, (_, i) => i & 1),
      values,
    );
    states.forEach((state, slot) => {
      add(
        state,
        values.filter((_, i) => (i & 1) === slot),
      );
    });
    expect(bytesOf(table)).toEqual(states.map(hexOf));
    expect(states.map((state) => state.words[4])).toEqual([1, 0]);
    expect(states.map((state) => state.words[9])).toEqual([0, 1]);
  });

  it('counts beyond 2^32', () => {
    const state = stateOf(o, [0, -1]);
    for (let i = 0; i < 31; i++) merge(state, state);
    const table = new StateTable(o);
    table.resize(2);
    table.set(0, state);
    table.set(1, stateOf(o, [0, -1]));
    table.scatter(new Uint32Array([1, 0, 1, 0, 1]), new Float64Array([-1, -1, 0, -1, 2]));
    add(state, new Float64Array([-1, -1]));
    expect(bytesOf(table)).toEqual([state, stateOf(o, [0, -1, -1, 0, 2])].map(hexOf));
    const below = stateOf(o, [0]);
    below.count = 2 ** 32 - 1;
    table.set(0, below);
    table.scatter(new Uint32Array([0, 1, 0]), new Float64Array([0, 0, -2]));
    expect([table.get(0).count, table.get(0).times]).toEqual([2 ** 32 + 1, 2]);
  });

  it('gives copies and takes copies', () => {
    const table = new StateTable(o);
    table.resize(1);
    const state = stateOf(o, [1, 2, 3]);
    table.set(0, state);
    add(state, new Float64Array([4]));
    const copy = table.get(0);
    add(copy, new Float64Array([5]));
    expect(hexOf(table.get(0))).toBe(hexOf(stateOf(o, [1, 2, 3])));
    const finished = table.finish();
    table.add(0, new Float64Array([100]));
    const p = new Float64Array([3]);
    finished.softmax(new Uint32Array(1), p, p);
    expect(p[0]).toBeCloseTo(0.665, 3);
  });

  it('refuses what does not fit', () => {
    const table = new StateTable(o);
    table.resize(2);
    expect(() => table.scatter(new Uint32Array([2]), new Float64Array(1))).toThrow(
      'StateTable.scatter: there is no such slot (got 2); expected less than 2',
    );
    expect(() => table.scatter(new Uint32Array([1]), new Float32Array(1))).toThrow(
      `StateTable.scatter: values of another type than the state's (got "Float32Array"); expected Float64Array`,
    );
    expect(() => table.merge(0, empty({ float: 32 }))).toThrow('states that do not match');
    expect(() => table.set(0, empty({ float: 32 }))).toThrow('states that do not match');
    const other = new StateTable({ float: 64, temperature: 2 });
    other.resize(1);
    expect(() => table.mergeTable(new Uint32Array(1), other)).toThrow('states that do not match');
    expect(() => table.mergeTable(new Uint32Array(2), other)).toThrow(
      'StateTable.mergeTable: there is no such slot (got 1); expected less than 1',
    );
    expect(() => table.resize(-1)).toThrow(
      'StateTable.resize: bad number of slots (got -1); expected an integer from 0 to 4294967295',
    );
    expect(() => table.get(2)).toThrow('StateTable.get: there is no such slot');
    table.add(1, new Float64Array([1, 2]));
    const finished = table.finish();
    const src = new Float64Array([2, 3]);
    expect(() => finished.softmax(new Uint32Array([1, 1]), src, src.slice())).toThrow(
      'FinishedTable.softmax: a value that the state has not met (got 3, row 1); expected at most 2, the largest that was added',
    );
    const long = new Float64Array(2000).fill(1, 1);
    long[1990] = 3;
    const slots = new Uint32Array(2000).fill(1, 1);
    expect(() => finished.softmax(slots, long, long.slice())).toThrow(
      'FinishedTable.softmax: a value that the state has not met (got 3, row 1990); expected at most 2, the largest that was added',
    );
    expect(() => finished.logSumExp(new Uint32Array([2]), src)).toThrow(
      'FinishedTable: there is no such slot (got 2); expected less than 2',
    );
  });
});
