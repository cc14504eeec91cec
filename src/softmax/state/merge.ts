import { SchemaError } from '../../errors.js';
import type { ExactState } from './exact-state.js';
import { checkCount, checkIsState } from './exact-state.js';
import { addOther, crown, raise } from './grow.js';
import { addLimb, LIMBS } from './limbs.js';

/**
 * Adds the values of state b to state a; b is left as it is, and may be a itself. Any tree of merges gives the bits of
 * one `add` of everything.
 *
 * @throws SchemaError where temperatures or float widths differ; LimitError beyond 2⁵³ values; a is as before then
 */
export function merge(a: ExactState, b: ExactState): void {
  checkAlike(a, b);
  checkCount('mergeStates', a.count, b.count);
  const { max, times, top } = b;
  a.count += b.count;
  a.nans += b.nans;
  a.infinities += b.infinities;
  a.minusInfinities += b.minusInfinities;
  if (max === a.max) a.times += times;
  else if (max > a.max) crown(a, max, times);
  else if (times > 0) addOther(a, max, times);
  if (top === undefined) return;
  raise(a, top);
  const below = a.top! - top;
  for (let j = 0; below + BigInt(j) < LIMBS; j++) {
    addLimb(a.words, Number(below) + j, b.words, j);
  }
}

/** @throws SchemaError where temperatures or float widths differ; TypeError where one is no state */
export function checkAlike(a: ExactState, b: ExactState): void {
  checkIsState('mergeStates', a);
  checkIsState('mergeStates', b);
  if (a.float === b.float && a.scaling.temperature === b.scaling.temperature) return;
  const [expected, got] = [a, b].map(
    ({ scaling, float }) => `temperature ${scaling.temperature} and float width ${float}`,
  );
  throw new SchemaError({
    operator: 'mergeStates',
    what: 'states that do not match',
    got,
    expected,
  });
}
