import { expect, it, vi } from 'vitest';
import { Told } from '../../src/jobs/told.js';

const COUNTS = { rows: 2, batches: 1, nulls: 1, nans: 0, infinities: 0, degenerate: 0 };

it('what every part warns of is told once, and counts of a step are added up', () => {
  const [warn, report] = [vi.fn(), vi.fn()];
  const told = new Told({ warn, report });
  for (let part = 0; part < 3; part++) {
    told.hear(
      [
        { kind: 'warning', message: 'probabilities already' },
        { kind: 'counts', step: 1, op: 'softmax', counts: COUNTS },
      ],
      2,
    );
  }
  told.report();
  expect(warn.mock.calls).toEqual([['probabilities already']]);
  const sum = { ...COUNTS, rows: 6, batches: 3, nulls: 3 };
  expect(report.mock.calls).toEqual([[1, 'softmax', sum]]);
});

it('which rows the operators compute in place of a lane is told by the rows of the file, those of neighbouring parts at once', () => {
  const onLane = vi.fn();
  const told = new Told({ onLane });
  told.hear([], 10);
  told.hear([{ kind: 'operators', row: 4 }], 10);
  told.hear([{ kind: 'operators', row: 0 }], 5);
  told.hear([], 5);
  told.hear([{ kind: 'operators', row: 0 }], 7);
  told.hear([], 0);
  told.report();
  expect(onLane.mock.calls).toEqual([
    [undefined, 14, 25],
    [undefined, 30, 37],
  ]);
});
