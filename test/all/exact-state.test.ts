import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { add } from '../../src/softmax/state/add.js';
import { toBytes } from '../../src/softmax/state/bytes.js';
import type { ExactState } from '../../src/softmax/state/exact-state.js';
import { empty } from '../../src/softmax/state/exact-state.js';
import { finish } from '../../src/softmax/state/finish.js';
import { merge } from '../../src/softmax/state/merge.js';
import { stream } from '../simd/truths.js';

/** Logits between −30 and 30. */
function logits(): Float64Array {
  const next = stream(20263);
  return Float64Array.from({ length: 10_000_000 }, () => (next() + next() + next() - 1.5) * 20);
}

/** The same, but one in a hundred up to ±3e5, and one in ten thousand negative and of any size. */
function mixed(): Float64Array {
  const next = stream(20269);
  return logits()
    .subarray(0, 1_000_000)
    .map((x, i) => {
      if (i % 10_000 === 7) return -Math.abs(x) * 10 ** (300 * next());
      return i % 100 === 3 ? x * 1e4 : x;
    });
}

function shuffled(values: Float64Array): Float64Array {
  const next = stream(4711);
  const order = values.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function strided(values: Float64Array): Float64Array {
  // 7919 is prime to their number: every place is visited once.
  return values.map((_, i) => values[(i * 7919) % values.length]!);
}

function whole(values: Floats, batch = values.length): ExactState {
  const state = empty({ temperature: 1.5, float: 64 });
  for (let from = 0; from < values.length; from += batch) {
    add(state, values.subarray(from, from + batch));
  }
  return state;
}

/** A state for each shard, merged as a tree whose leaves are taken from both ends. */
function sharded(values: Floats, shards: number): ExactState {
  const size = Math.ceil(values.length / shards);
  const states = Array.from({ length: shards }, (_, i) =>
    whole(values.subarray(i * size, (i + 1) * size)),
  );
  while (states.length > 1) {
    const last = states.pop()!;
    merge(last, states.shift()!);
    states.splice(states.length >> 1, 0, last);
  }
  return states[0]!;
}

describe.each([
  ['ten million logits', logits],
  ['a million values of all sizes', mixed],
])('the exact state of %s', (_, made) => {
  const values = made();
  const ascending = values.slice().sort();
  const ways: Readonly<Record<string, () => ExactState>> = {
    reversed: () => whole(values.toReversed()),
    'ascending, in batches of 65536': () => whole(ascending, 65_536),
    'descending, in batches of 1000': () => whole(ascending.toReversed(), 1000),
    shuffled: () => whole(shuffled(values)),
    'in strides of 7919, in batches of 7': () => whole(strided(values), 7),
    'in 16 shards': () => sharded(values, 16),
    'shuffled, in 4999 shards': () => sharded(shuffled(values), 4999),
  };
  const reference = whole(values);

  it.each(Object.keys(ways))('has the same bits %s', (way) => {
    const state = ways[way]!();
    expect(toBytes(state)).toEqual(toBytes(reference));
    expect(finish(state)).toEqual(finish(reference));
  });
});
