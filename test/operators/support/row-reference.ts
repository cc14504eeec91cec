import type { Counts, Policies } from '../../../operators/core/policies.js';
import type { Cell } from './tables.js';

/**
 * The policies along the rows, written down once more as slowly and plainly as can be: one row at a time, over
 * plain arrays. The numbers of an ordinary row are a matter of the kernels' own tests; here they are what `Math`
 * gives, and are compared with room for rounding.
 */

export type RowResult = readonly number[] | null | 'error';

export interface Reference {
  readonly result: RowResult;
  readonly counts: Pick<Counts, 'nulls' | 'nans' | 'infinities' | 'degenerate'>;
}

type Rules = Required<Pick<Policies, 'nulls' | 'nan' | 'degenerate'>>;

/** A function of the classes that are left in a row, as plain as can be; −∞ is a class that is not there. */
export interface Member {
  of(left: readonly number[]): readonly number[];
  /** What stands for probability 0. */
  readonly zero: number;
  uniform(classes: number): number;
  /** Whether a +∞ is the largest like any other, and makes no row NaN. */
  readonly infinityWins?: boolean;
  /** Whether it is a function of the negated values. */
  readonly negates?: boolean;
}

export function normalizeReference(
  row: readonly Cell[] | null,
  rules: Rules,
  member: Member,
): Reference {
  const { zero, uniform, negates, infinityWins = false } = member;
  const given = negates ? (row?.map((cell) => (cell === null ? null : -cell)) ?? null) : row;
  const { kind, left, counts } = classify(given, rules, infinityWins);
  if (kind === 'error') return { result: 'error', counts };
  if (row === null || kind === 'null') return { result: null, counts };
  if (kind === 'nan') return { result: row.map(() => Number.NaN), counts };
  if (kind === 'ordinary') return { result: member.of(left), counts };
  const fill = (value: number) => new Array<number>(row.length).fill(value);
  const fillers = { nan: Number.NaN, zero, uniform: uniform(row.length) };
  const { degenerate } = rules;
  if (degenerate === 'null') return { result: null, counts };
  return { result: degenerate === 'error' ? 'error' : fill(fillers[degenerate]), counts };
}

export function logSoftmaxOf(left: readonly number[]): readonly number[] {
  const most = Math.max(...left);
  const sum = left.reduce((total, x) => total + Math.exp(x - most), 0);
  return left.map((x) => x - most - Math.log(sum));
}

export function softmaxOf(left: readonly number[]): readonly number[] {
  return logSoftmaxOf(left).map(Math.exp);
}

export function oneHotOf(left: readonly number[]): readonly number[] {
  const first = left.indexOf(Math.max(...left));
  return left.map((_, i) => (i === first ? 1 : 0));
}

/** The one τ for which [f(x) − τ]₊ᵅ sum to one, by bisection. */
export function thresholded(left: readonly number[], power: 1 | 2): readonly number[] {
  const z = left.map((x) => (x - Math.max(...left)) / power);
  const at = (tau: number) => z.map((x) => Math.max(x - tau, 0) ** power);
  let [low, high] = [-1, 0];
  for (let i = 0; i < 60; i++) {
    const tau = (low + high) / 2;
    if (at(tau).reduce((a, b) => a + b) > 1) low = tau;
    else high = tau;
  }
  return at(low);
}

/** The order of a row's classes, best first; null where there is none. */
export function rankReference(
  row: readonly Cell[] | null,
  rules: Rules,
): { order: readonly number[] | null | 'error'; counts: Reference['counts'] } {
  const { kind, counts } = classify(row, rules);
  if (kind === 'error') return { order: 'error', counts };
  if (row === null || kind === 'null' || kind === 'degenerate') return { order: null, counts };
  if (row.some(Number.isNaN) && rules.nan === 'propagate') return { order: null, counts };
  const present = row.flatMap((cell, index) =>
    cell === null || Number.isNaN(cell) ? [] : [{ cell, index }],
  );
  present.sort((a, b) => (a.cell === b.cell ? a.index - b.index : b.cell > a.cell ? 1 : -1));
  return { order: present.map(({ index }) => index), counts };
}

function classify(row: readonly Cell[] | null, rules: Rules, infinityWins = false) {
  const counts = { nulls: 0, nans: 0, infinities: 0, degenerate: 0 };
  const made = (
    kind: 'null' | 'error' | 'nan' | 'degenerate' | 'ordinary',
    left: number[] = [],
  ) => ({
    kind,
    left,
    counts,
  });
  if (row === null) {
    counts.nulls = 1;
    return made(rules.nulls === 'error' ? 'error' : 'null');
  }
  const hasNull = row.includes(null);
  const hasNaN = row.some(Number.isNaN);
  const hasInfinity = row.includes(Number.POSITIVE_INFINITY);
  if (hasNull) counts.nulls = 1;
  if (hasNaN) counts.nans = 1;
  if (hasInfinity) counts.infinities = 1;
  if (hasNull && rules.nulls === 'error') return made('error');
  if (hasNaN && rules.nan === 'error') return made('error');
  if (hasNull && rules.nulls === 'propagate') return made('null');
  if (hasNaN && rules.nan === 'propagate') return made('nan');
  if (hasInfinity && !infinityWins) return made('nan');
  const left = row.map((cell) =>
    cell === null || Number.isNaN(cell) ? Number.NEGATIVE_INFINITY : cell,
  );
  if (left.some((x) => x > Number.NEGATIVE_INFINITY)) return made('ordinary', left);
  counts.degenerate = 1;
  return made(rules.degenerate === 'error' ? 'error' : 'degenerate');
}
