import { expect, it } from 'vitest';
import { looksTwice, readings } from '../../src/recipes/looks-twice.js';

const twice = { op: 'softmax', columns: 'x', over: 'stream' };
const by = { op: 'softmax', columns: 'x', over: { by: 'q' } };
const sorted = { op: 'softmax', columns: 'x', over: { by: 'q', sorted: true } };
const row = { op: 'softmax', columns: 'x' };
const top = { op: 'topK', columns: 'x', k: 1, by: 'q' };

it('steps over the stream and by key look at their stream twice, but not over sorted groups', () => {
  expect([twice, by, sorted, row, top].map(looksTwice)).toEqual([true, true, false, false, true]);
});

it('partial looks once, and leaves the second look to apply', () => {
  expect(looksTwice({ ...by, op: 'partial' })).toBe(false);
});

it('each of them reads the file twice, unless it holds or spills', () => {
  expect(readings([row, sorted])).toBe(1);
  expect(readings([twice, row, top])).toBe(4);
  expect(readings([{ ...twice, replay: 'spill' }, by])).toBe(2);
});
