import { describe, expect, it } from 'vitest';
import { exitCodeOf, Interrupted } from '../../src/cli/exit-code.js';
import { nearest } from '../../src/errors.js';

describe('the nearest name', () => {
  it.each([
    ['one edit, however short the name', 'y', ['x', 'longer'], 'x'],
    ['an exchange of neighbours, which is one edit', 'tnah', ['tanh', 'than'], 'tanh'],
    ['case and blanks, which do not count', ' RELU ', ['elu', 'relu'], 'relu'],
    ['a third of the letters at most', 'sgmd', ['sigmoid', 'tanh'], undefined],
    ['nothing where nothing is near', 'softmax', ['select', 'rename'], undefined],
  ])('takes %s', (_, name, candidates, wanted) => {
    expect(nearest(name, candidates)).toBe(wanted);
  });
});

it('interruptions end as shells report them', () => {
  const codes = (['SIGHUP', 'SIGINT', 'SIGTERM'] as const).map((signal) =>
    exitCodeOf(new Interrupted(signal)),
  );
  expect(codes).toEqual([129, 130, 143]);
});
