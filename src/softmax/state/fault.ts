/** What no state can be: asked of states that come from outside, before anything is computed with them. */
import type { ExactState } from './exact-state.js';
import { exponentialOf } from './exponential.js';
import { LIMBS, limbOf, WORDS } from './limbs.js';

export interface Fault {
  readonly what: string;
  readonly got: unknown;
  /** Which part of the state it is seen in; of limbs, which one. */
  readonly part: 'max' | 'times' | 'count' | 'top' | 'limb';
  readonly limb?: number;
}

/** What of a state cannot be; undefined where everything can. */
export function faultOf(state: ExactState): Fault | undefined {
  return maximumFault(state) ?? (state.top === undefined ? undefined : windowFault(state));
}

function maximumFault({ max, times, float, ...state }: ExactState): Fault | undefined {
  const finite = state.count - state.nans - state.infinities - state.minusInfinities;
  const none = max === Number.NEGATIVE_INFINITY;
  const counts = { got: finite, part: 'count' } as const;
  const maximum = { got: max, part: 'max' } as const;
  if (finite < times) return { what: 'counts that contradict each other', ...counts };
  if (!none && !Number.isFinite(max)) return { what: 'maximum out of range', ...maximum };
  if (Object.is(max, -0)) return { what: 'negative zero as maximum', ...maximum };
  if (float === 32 && Math.fround(max) !== max) {
    return { what: 'maximum of a wider type', ...maximum };
  }
  if ((times === 0) !== none) {
    return { what: 'maximum that never came', got: times, part: 'times' };
  }
  return finite !== 0 && none ? { what: 'values without a maximum', ...counts } : undefined;
}

function windowFault(state: ExactState): Fault | undefined {
  const { count, nans, infinities, minusInfinities, times, max, scaling } = state;
  const others = count - nans - infinities - minusInfinities - times;
  const top = state.top as bigint; // there is a window
  const limb = limbOf(exponentialOf(max, scaling)?.k ?? (max > 0 ? 1n << 70n : -1n << 70n));
  if (others <= 0) return { what: 'sum of no values', got: others, part: 'count' };
  if (top > limb) return { what: 'window above the maximum', got: top, part: 'top' };
  if (top >= 1n << 59n || top < -1n << 59n) {
    return { what: 'window out of reach', got: top, part: 'top' };
  }
  for (let i = 0; i < LIMBS; i++) {
    const got = limbValue(state.words, i);
    const fits = (i > 0 && got === 0) || (got >= 2 ** 59 && got <= others * 2 ** 92);
    if (!fits) return { what: 'limb out of range', got, part: 'limb', limb: i };
  }
  return undefined;
}

/** Limb i, rounded: enough to see whether it can be. */
function limbValue(words: Uint32Array, i: number): number {
  let value = 0;
  for (let w = WORDS - 1; w >= 0; w--) value = value * 2 ** 32 + words[WORDS * i + w]!;
  return value;
}
