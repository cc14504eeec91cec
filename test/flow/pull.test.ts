import { lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromPull } from '../../src/flow/from-pull.js';
import { createGate } from '../../src/flow/gate.js';
import { counted, sleep } from './support.js';

afterEach(() => vi.restoreAllMocks());

describe('fromPull', () => {
  it('emits what an asynchronous iterable yields', async () => {
    const { numbers, seen } = counted(3);
    expect(await lastValueFrom(fromPull(numbers).pipe(toArray()))).toEqual([0, 1, 2]);
    expect(seen).toEqual({ pulled: 3, closed: true, aborted: false });
  });

  it('emits a synchronous iterable synchronously', () => {
    const seen: unknown[] = [];
    fromPull(() => [1, 2]).subscribe({
      next: (v) => seen.push(v),
      complete: () => seen.push('end'),
    });
    expect(seen).toEqual([1, 2, 'end']);
  });

  it('pulls three values of a synchronous iterable for take(3), and closes it', () => {
    let pulled = 0;
    let closed = false;
    const seen: number[] = [];
    fromPull(function* () {
      try {
        for (;;) yield pulled++;
      } finally {
        closed = true;
      }
    })
      .pipe(take(3))
      .subscribe((v) => seen.push(v));
    expect({ seen, pulled, closed }).toEqual({ seen: [0, 1, 2], pulled: 3, closed: true });
  });

  it('pulls three values of an asynchronous iterable for take(3), closes and aborts it', async () => {
    const { numbers, seen } = counted(1000);
    await lastValueFrom(fromPull(numbers).pipe(take(3)));
    await sleep(1);
    expect(seen).toEqual({ pulled: 3, closed: true, aborted: true });
  });

  it('calls its factory for each subscription', async () => {
    const make = vi.fn(() => [1]);
    const source = fromPull(make);
    expect(make).not.toHaveBeenCalled();
    await lastValueFrom(source);
    await lastValueFrom(source);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('does not wait for a pending next() when the subscriber leaves', async () => {
    let returned = false;
    const seen: unknown[] = [];
    const source = fromPull((signal) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number>>(() => {}),
        async return(): Promise<IteratorResult<number>> {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
      watch: signal.addEventListener('abort', () => seen.push('abort')),
    }));
    const subscription = source.subscribe({
      next: (v) => seen.push(v),
      error: (e) => seen.push(e),
    });
    await sleep(1);
    subscription.unsubscribe();
    expect(returned).toBe(true);
    expect(seen).toEqual(['abort']);
  });

  it('drops what a source says after the subscriber has left', async () => {
    const seen: unknown[] = [];
    const subscription = fromPull(async function* (signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield 1;
      throw new Error('too late');
    }).subscribe({ next: (v) => seen.push(v), error: (e) => seen.push(e) });
    subscription.unsubscribe();
    await sleep(1);
    expect(seen).toEqual([]);
  });

  it.each([
    [
      'make() throws',
      () => {
        throw new Error('no file');
      },
      'no file',
    ],
    [
      'a later next() rejects',
      async function* () {
        yield 1;
        throw new Error('read error');
      },
      'read error',
    ],
    [
      'a synchronous next() throws',
      function* () {
        yield 1;
        throw new Error('parse error');
      },
      'parse error',
    ],
    [
      'the source is no iterable',
      () => 3 as unknown as Iterable<number>,
      'fromPull: the source is no iterable (got 3); expected an AsyncIterable or an Iterable',
    ],
  ])('fails when %s', async (_what, make, message) => {
    await expect(lastValueFrom(fromPull<number>(make))).rejects.toThrow(message);
  });

  it('refuses an iterable in place of a factory', () => {
    expect(() => fromPull([1] as never)).toThrow(
      new TypeError(
        'fromPull: the source is no function (got [1]); expected a function that makes an iterable, such as () => readable',
      ),
    );
  });

  it('waits at the gate it is given, and unsubscribing while it waits closes the source', async () => {
    const gate = createGate({ limit: 1 });
    const { numbers } = counted(10);
    const got: number[] = [];
    gate.add(1);
    const subscription = fromPull(numbers, { gate }).subscribe((v) => got.push(v));
    await sleep(5);
    expect(got).toEqual([]);
    gate.done(1);
    await sleep(5);
    expect(got.length).toBe(10);
    subscription.unsubscribe();

    gate.add(1);
    let aborted = false;
    const waiting = fromPull(
      (signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return [1, 2];
      },
      { gate },
    ).subscribe((v) => got.push(v));
    waiting.unsubscribe();
    expect(aborted).toBe(true);
    gate.done(1);
    await sleep(5);
    expect(got.length).toBe(10);
  });
});

describe('a source that finds no gate', () => {
  const text =
    'fromPull: the source runs without a gate while a sink is behind, so memory is not bounded (got 300); expected the same { gate } in fromPull and drainTo, and gatedMap for asynchronous stages';

  it('warns once when it overruns a full gate', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const gate = createGate({ limit: 250 });
    gate.add(250);
    const source = fromPull(() => [1, 2, 3, 4, 5], { weigh: () => 100 });
    await lastValueFrom(source);
    await lastValueFrom(source);
    gate.done(250);
    expect(warn.mock.calls).toEqual([[text]]);
  });

  it('fails under a strict gate, and is closed', async () => {
    const gate = createGate({ limit: 250, strict: true });
    const { numbers, seen } = counted(10);
    gate.add(250);
    const result = lastValueFrom(fromPull(numbers, { weigh: () => 100 }));
    await expect(result).rejects.toMatchObject({ name: 'LimitError', message: text });
    gate.done(250);
    await sleep(1);
    expect(seen).toEqual({ pulled: 3, closed: true, aborted: true });
  });

  it('stays silent while every gate keeps up', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const gate = createGate({ limit: 250 });
    gate.add(249);
    await lastValueFrom(fromPull(() => [1, 2, 3, 4, 5], { weigh: () => 100 }));
    gate.done(249);
    expect(warn).not.toHaveBeenCalled();
  });
});
