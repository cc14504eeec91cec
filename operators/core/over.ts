import { describe, didYouMean } from '../../src/errors.js';

/** What is a distribution: each row, or each column from the first row of the stream to the last. */
export type Over = 'row' | 'stream';

const AXES: readonly Over[] = ['row', 'stream'];

/** @throws RangeError where it is no axis of those that the operator knows */
export function checkOver(
  operator: string,
  over: unknown,
  axes: readonly Over[] = AXES,
): asserts over is Over {
  if (axes.some((axis) => axis === over)) return;
  const expected = `${axes.map((axis) => `"${axis}"`).join(' or ')}${didYouMean(over, axes)}`;
  const report = { operator, what: 'over is no axis that there is', got: over, expected };
  throw new RangeError(describe(report));
}

/** How a stream comes past a second time. */
export type Replay = 'memory' | 'spill' | 'resubscribe';

export const REPLAYS: readonly Replay[] = ['memory', 'spill', 'resubscribe'];
