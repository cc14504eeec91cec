import { describe, expect, it } from 'vitest';
import { createGate, currentGate } from '../../src/flow/gate.js';
import { weigh } from '../../src/flow/weigh.js';

describe('a gate', () => {
  it('is full at 8 MiB, if nobody says otherwise', () => {
    const gate = createGate();
    gate.add(2 ** 23 - 1);
    expect(gate.full).toBe(false);
    gate.add(1);
    expect(gate.full).toBe(true);
    gate.done(2 ** 23);
  });

  it('is full from its limit on and no longer when the load falls below', async () => {
    const gate = createGate({ limit: 10 });
    gate.add(9);
    expect(gate.full).toBe(false);
    expect(gate.ready()).toBeUndefined();
    gate.add(1);
    expect(gate.full).toBe(true);
    let open = false;
    const waiting = gate.ready()?.then(() => {
      open = true;
    });
    gate.add(5);
    gate.done(5);
    await Promise.resolve();
    expect(open).toBe(false);
    gate.done(1);
    await waiting;
    expect(open).toBe(true);
    expect(gate.load).toBe(9);
  });

  it('is the ambient gate within run, also after an error, and nested', () => {
    const outer = createGate();
    const inner = createGate();
    expect(currentGate()).toBeUndefined();
    outer.run(() => {
      expect(currentGate()).toBe(outer);
      expect(() =>
        inner.run(() => {
          expect(currentGate()).toBe(inner);
          throw new Error('inside');
        }),
      ).toThrow('inside');
      expect(currentGate()).toBe(outer);
    });
    expect(currentGate()).toBeUndefined();
  });

  it.each([0, -1, Number.NaN])('refuses %s as a limit', (limit) => {
    expect(() => createGate({ limit })).toThrow(
      new RangeError(
        `createGate: limit is no number of bytes (got ${limit}); expected a positive number`,
      ),
    );
  });
});

describe('the weight of a value', () => {
  it.each([
    ['a chunk of bytes', new Uint8Array(1000), 1256],
    ['a buffer', new ArrayBuffer(1000), 1256],
    ['a record batch, by its data', { data: { byteLength: 1000 } }, 1256],
    ['a string', 'x'.repeat(1000), 2256],
    ['an array, by its elements', [new Uint8Array(1000), 'ab'], 256 + 1256 + 260],
    ['a plain row', { a: 1 }, 256],
    ['an object whose data are something else', { data: 'text' }, 256],
    ['nothing', undefined, 256],
    ['null', null, 256],
    ['a number', 3, 256],
  ])('of %s', (_what, value, expected) => {
    expect(weigh(value)).toBe(expected);
  });
});
