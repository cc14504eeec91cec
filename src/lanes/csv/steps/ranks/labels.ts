import { ByteSink, utf8 } from '../../../../formats/csv/encode/byte-sink.js';
import { Quoting } from '../../../../formats/csv/encode/quoting.js';
import type { ParsedStep } from '../parsed-step.js';
import type { Ranked } from './ranked.js';

/** Labels as fields, end to end. */
export interface LabelFields {
  readonly bytes: Uint8Array;
  /** Where each begins in `bytes`, and behind the last the end. */
  readonly offsets: readonly number[];
  readonly longest: number;
}

/** The labels of a step, or undefined for indices; `none` where there are fewer than classes, or they are in a file yet. */
export function labelsIn(
  { options: { labels } }: ParsedStep,
  { classes = 0, leaveBeyond }: Ranked,
): readonly string[] | undefined | 'none' {
  if (labels === undefined) return undefined;
  if (!Array.isArray(labels) || labels.length < classes) return 'none';
  leaveBeyond(labels.length);
  return labels as readonly string[]; // `parseOptions` has seen to their kind
}

export function labelFields(labels: readonly string[], delimiter: number): LabelFields {
  const quoting = new Quoting(delimiter);
  const out = new ByteSink(256);
  const offsets = [0];
  let longest = 0;
  for (const label of labels) {
    const start = out.length;
    const bytes = utf8(label);
    quoting.write(out, bytes, 0, bytes.length);
    offsets.push(out.length);
    longest = Math.max(longest, out.length - start);
  }
  return { bytes: out.take(), offsets, longest };
}
