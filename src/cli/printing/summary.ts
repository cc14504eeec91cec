import type { Counts } from '../../../operators/core/policies.js';
import { counted, duration, grouped } from './numbers.js';

/** What one step met in one file, or in several that were one stream. */
export interface StepCounts {
  /** Its place in the recipe. */
  readonly step: number;
  readonly op: string;
  readonly counts: Counts;
}

/** What the last line says. */
export interface Outcome {
  readonly rows: number;
  /** Outputs. */
  readonly files: number;
  readonly seconds: number;
  readonly steps: readonly StepCounts[];
  /** A path, or what stands for it. */
  readonly target: string;
}

type Met = Pick<Counts, 'nulls' | 'nans' | 'infinities' | 'degenerate'>;

/**
 * `10,000 rows in 0.21 s · 0 null · 2 NaN · 1 degenerate → probabilities.arrow`. Where steps met different things,
 * each speaks for itself: the NaN of one may be what an earlier one made of a degenerate row.
 */
export function summary({ rows, files, seconds, steps, target }: Outcome): string {
  const what = files === 1 ? counted(rows, 'row') : `${counted(rows, 'row')} in ${files} files`;
  return `${[`${what} in ${duration(seconds)}`, ...met(steps)].join(' · ')} → ${target}`;
}

function met(steps: readonly StepCounts[]): readonly string[] {
  const spelled = totals(steps).map(({ op, sum }) => ({ op, parts: spell(sum) }));
  const distinct = new Set(spelled.map(({ parts }) => parts.join()));
  if (distinct.size <= 1) return spelled[0]?.parts ?? [];
  return spelled.map(({ op, parts }) => `${op}: ${parts.join(', ')}`);
}

/** By step, over the files of a run. */
function totals(
  steps: readonly StepCounts[],
): readonly { readonly op: string; readonly sum: Met }[] {
  const byStep = new Map<number, { op: string; sum: Met }>();
  for (const { step, op, counts } of steps) {
    const before = byStep.get(step)?.sum;
    byStep.set(step, { op, sum: before === undefined ? counts : plus(before, counts) });
  }
  return [...byStep].sort(([a], [b]) => a - b).map(([, total]) => total);
}

function plus(a: Met, b: Met): Met {
  return {
    nulls: a.nulls + b.nulls,
    nans: a.nans + b.nans,
    infinities: a.infinities + b.infinities,
    degenerate: a.degenerate + b.degenerate,
  };
}

function spell({ nulls, nans, infinities, degenerate }: Met): readonly string[] {
  return [
    `${grouped(nulls)} null`,
    `${grouped(nans)} NaN`,
    ...(infinities > 0 ? [`${grouped(infinities)} infinite`] : []),
    `${grouped(degenerate)} degenerate`,
  ];
}
