import { expect, it, vi } from 'vitest';
import { Told } from '../../src/jobs/told.js';

const COUNTS = { rows: 2, batches: 1, nulls: 1, nans: 0, infinities: 0, degenerate: 0 };

it('what every part warns of is told once, and counts of a step are added up', () => {
  const [warn, report] = [vi.fn(), vi.fn()];
  const told = new Told({ warn, report });
  for (let part = 0; part < 3; part++) {
    told.hear([
      { kind: 'warning', message: 'probabilities already' },
      { kind: 'counts', step: 1, op: 'softmax', counts: COUNTS },
    ]);
  }
  told.report();
  expect(warn.mock.calls).toEqual([['probabilities already']]);
  const sum = { ...COUNTS, rows: 6, batches: 3, nulls: 3 };
  expect(report.mock.calls).toEqual([[1, 'softmax', sum]]);
});
