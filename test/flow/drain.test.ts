import {
  asyncScheduler,
  bufferCount,
  concat,
  concatMap,
  filter,
  first,
  from,
  lastValueFrom,
  map,
  mergeMap,
  type Observable,
  of,
  retry,
  share,
  subscribeOn,
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { drainTo } from '../../src/flow/drain-to.js';
import { fromPull } from '../../src/flow/from-pull.js';
import { createGate } from '../../src/flow/gate.js';
import { gatedMap } from '../../src/flow/gated-map.js';
import { counted, sleep, slowSink } from './support.js';

/** How far the source may run ahead of the sink: what fills the gate, and the value under way. */
const AHEAD = 4;
const LIMIT = 300;

/** A source of n numbers that records the most values that were pulled and neither written nor dropped. */
function measured(n: number, written: () => number) {
  const { numbers, seen } = counted(n);
  const peak = { ahead: 0 };
  async function* source(signal: AbortSignal) {
    for await (const value of numbers(signal)) {
      peak.ahead = Math.max(peak.ahead, seen.pulled - written());
      yield value;
    }
  }
  return { source, seen, peak };
}

describe('a slow sink bounds a fast source', () => {
  type Build = (source: Observable<number>) => Observable<number>;
  const pipelines: Record<string, Build> = {
    directly: (source) => source,
    'through map': (source) => source.pipe(map((v) => v)),
    'through mergeMap': (source) => of(0).pipe(mergeMap(() => source)),
    'through share': (source) => source.pipe(share()),
    'after a timer and switchMap': (source) => timer(1).pipe(switchMap(() => source)),
    'subscribed later': (source) => source.pipe(subscribeOn(asyncScheduler)),
    'after a retry': (source) => {
      let tries = 0;
      const failing = timer(1).pipe(switchMap(() => throwError(() => new Error('first try'))));
      return of(0).pipe(
        concatMap(() => (tries++ === 0 ? failing : source)),
        retry(1),
      );
    },
  };

  it.each(Object.entries(pipelines))('%s', async (_name, build) => {
    const gate = createGate({ limit: LIMIT });
    const sink = slowSink<number>(1);
    const { source, peak } = measured(40, () => sink.seen.written.length);
    const total = await lastValueFrom(build(fromPull(source)).pipe(drainTo(sink.make, { gate })));
    expect(total).toBe(40);
    expect(sink.seen.overlap).toBe(1);
    expect(peak.ahead).toBeLessThanOrEqual(AHEAD);
    expect(gate.load).toBe(0);
  });

  it('would not be bounded without a gate: concatMap queues the whole source', async () => {
    const sink = slowSink<number>(1);
    const { source, peak } = measured(40, () => sink.seen.written.length);
    const { write } = sink.make();
    await lastValueFrom(fromPull(source).pipe(concatMap(async (v) => write(v))));
    expect(peak.ahead).toBeGreaterThan(30);
  });

  it('each part of a concat in turn', async () => {
    const gate = createGate({ limit: LIMIT });
    const sink = slowSink<number>(1);
    const one = measured(20, () => Math.min(20, sink.seen.written.length));
    const two = measured(20, () => Math.max(0, sink.seen.written.length - 20));
    const both = concat(fromPull(one.source), fromPull(two.source));
    expect(await lastValueFrom(both.pipe(drainTo(sink.make, { gate })))).toBe(40);
    expect(one.peak.ahead).toBeLessThanOrEqual(AHEAD);
    expect(two.peak.ahead).toBeLessThanOrEqual(AHEAD);
    expect(gate.load).toBe(0);
  });

  it('shared by two sinks, the slower one', async () => {
    const quick = slowSink<number>(0);
    const slow = slowSink<number>(3);
    const { source, peak } = measured(30, () => slow.seen.written.length);
    const shared = fromPull(source).pipe(share());
    const done = [quick, slow].map((sink) =>
      lastValueFrom(shared.pipe(drainTo(sink.make, { gate: createGate({ limit: LIMIT }) }))),
    );
    expect(await Promise.all(done)).toEqual([30, 30]);
    expect(peak.ahead).toBeLessThanOrEqual(AHEAD);
  });

  it('a sink behind a sink with the same gate', async () => {
    const gate = createGate({ limit: LIMIT });
    const inner = slowSink<number>(1);
    const outer = slowSink<number>(1);
    const results = of(1, 2).pipe(
      concatMap(() => fromPull(counted(5).numbers).pipe(drainTo(inner.make))),
      drainTo(outer.make, { gate }),
    );
    expect(await lastValueFrom(results)).toBe(2);
    expect(inner.seen.written.length).toBe(10);
    expect(gate.load).toBe(0);
  });
});

describe('values that never arrive do not keep a source waiting', () => {
  it('dropped by filter', async () => {
    const gate = createGate({ limit: 1 });
    const sink = slowSink<number>(0);
    const few = fromPull(counted(1000).numbers).pipe(filter((v) => v % 100 === 0));
    expect(await lastValueFrom(few.pipe(drainTo(sink.make, { gate })))).toBe(10);
  });

  it('held back by bufferCount beyond the limit', async () => {
    const gate = createGate({ limit: 1 });
    const sink = slowSink<number[]>(0);
    const groups = fromPull(counted(100).numbers).pipe(bufferCount(10));
    expect(await lastValueFrom(groups.pipe(drainTo(sink.make, { gate })))).toBe(10);
  });
});

describe('drainTo', () => {
  it('refuses a sink in place of a factory', () => {
    expect(() => drainTo({} as never)).toThrow(
      new TypeError(
        'drainTo: the sink is no function (got {}); expected a function that makes a sink',
      ),
    );
  });

  it('refuses a sink that lacks a method before anything is pulled', async () => {
    const { numbers, seen } = counted(3);
    const lacking = drainTo<number, number>(() => ({ write() {} }) as never);
    await expect(lastValueFrom(fromPull(numbers).pipe(lacking))).rejects.toThrow(
      'drainTo: the sink is none (got {}); expected an object with write, close and abort',
    );
    expect(seen.pulled).toBe(0);
  });

  it('unsubscribes the source and aborts with the error when an asynchronous write fails', async () => {
    const gate = createGate({ limit: LIMIT });
    const { numbers, seen } = counted(1000);
    const sink = slowSink<number>(1);
    const failing = () => ({
      ...sink.make(),
      async write(value: number) {
        await sleep(1);
        if (value === 2) throw new Error('disk full');
      },
    });
    await expect(lastValueFrom(fromPull(numbers).pipe(drainTo(failing, { gate })))).rejects.toThrow(
      'disk full',
    );
    await sleep(1);
    expect(sink.seen.aborted).toEqual([new Error('disk full')]);
    expect(sink.seen.closed).toBe(0);
    expect(seen.closed).toBe(true);
    expect(seen.pulled).toBeLessThan(10);
    expect(gate.load).toBe(0);
  });

  it('has finished abort before the error arrives', async () => {
    let finished = false;
    const sink = () => ({
      write: () => {},
      close: () => 0,
      async abort() {
        await sleep(5);
        finished = true;
      },
    });
    const failing = throwError(() => new Error('read error'));
    await expect(lastValueFrom(failing.pipe(drainTo(sink)))).rejects.toThrow('read error');
    expect(finished).toBe(true);
  });

  it('aborts after a failed close', async () => {
    const sink = slowSink<number>(0);
    const failing = () => ({
      ...sink.make(),
      close(): number {
        throw new Error('no rename');
      },
    });
    await expect(lastValueFrom(of(1).pipe(drainTo(failing)))).rejects.toThrow('no rename');
    expect(sink.seen.aborted).toEqual([new Error('no rename')]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('abort failed'))],
    [
      'rejects',
      () => {
        throw new Error('abort failed');
      },
    ],
  ])('shows the first error when abort itself %s', async (_how, abort) => {
    const sink = () => ({
      write(): void {
        throw new Error('disk full');
      },
      close: () => 0,
      abort,
    });
    await expect(lastValueFrom(of(1).pipe(drainTo(sink)))).rejects.toThrow('disk full');
  });

  it('does not abort a closed sink when the subscriber leaves on its result', async () => {
    const sink = slowSink<number>(0);
    await lastValueFrom(of(1).pipe(drainTo(sink.make), first()));
    expect(sink.seen).toMatchObject({ closed: 1, aborted: [] });
  });

  it.each([0, 1])(
    'takes 100,000 values that pile up behind a write, and then end at once: %i',
    async (slow) => {
      const values = Array.from({ length: 100_000 }, (_, i) => i);
      const written: number[] = [];
      const sink = () => ({
        write: (value: number) => {
          written.push(value);
          return value < slow ? sleep(1) : undefined;
        },
        close: () => written.length,
        abort: () => {},
      });
      expect(await lastValueFrom(from(values).pipe(drainTo<number, number>(sink)))).toBe(100_000);
      expect(written).toEqual(values);
    },
  );

  it('waits for an asynchronous close and emits its result once', async () => {
    const sink = () => ({
      write: () => {},
      close: () => sleep(2).then(() => 'closed'),
      abort: () => {},
    });
    expect(await lastValueFrom(of(1, 2).pipe(drainTo(sink)))).toBe('closed');
  });

  it('unsubscribed at any moment, closes the source, aborts the sink and leaves the gate at zero', async () => {
    for (let ms = 0; ms < 25; ms++) {
      const gate = createGate({ limit: LIMIT });
      const { numbers, seen } = counted(20);
      const sink = slowSink<number>(1);
      const subscription = fromPull(numbers)
        .pipe(
          gatedMap((v) => sleep(0).then(() => v)),
          drainTo(sink.make, { gate }),
        )
        .subscribe();
      await sleep(ms);
      subscription.unsubscribe();
      expect(gate.load).toBe(0);
      await sleep(2);
      expect(gate.load).toBe(0);
      expect(seen.closed || seen.pulled === 0).toBe(true);
      expect(sink.seen.closed + sink.seen.aborted.length).toBe(1);
    }
  });
});
