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

export function normalizeReference(
  row: readonly Cell[] | null,
  rules: Rules,
  log: boolean,
): Reference {
  const { kind, left, counts } = classify(row, rules);
  if (kind === 'error') return { result: 'error', counts };
  if (row === null || kind === 'null') return { result: null, counts };
  if (kind === 'nan') return { result: row.map(() => Number.NaN), counts };
  if (kind === 'degenerate') return { result: degenerate(row.length, rules, log), counts };
  const most = Math.max(...left);
  const sum = left.reduce((total, x) => total + Math.exp(x - most), 0);
  const logs = left.map((x) => x - most - Math.log(sum));
  return { result: log ? logs : logs.map(Math.exp), counts };
}

function degenerate(classes: number, rules: Rules, log: boolean): RowResult {
  const fill = (value: number) => new Array<number>(classes).fill(value);
  switch (rules.degenerate) {
    case 'null':
      return null;
    case 'error':
      return 'error';
    case 'nan':
      return fill(Number.NaN);
    case 'zero':
      return fill(log ? Number.NEGATIVE_INFINITY : 0);
    case 'uniform':
      return fill(log ? -Math.log(classes) : 1 / classes);
  }
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

function classify(row: readonly Cell[] | null, rules: Rules) {
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
  if (hasInfinity) return made('nan');
  const left = row.map((cell) =>
    cell === null || Number.isNaN(cell) ? Number.NEGATIVE_INFINITY : cell,
  );
  if (left.some((x) => x > Number.NEGATIVE_INFINITY)) return made('ordinary', left);
  counts.degenerate = 1;
  return made(rules.degenerate === 'error' ? 'error' : 'degenerate');
}
