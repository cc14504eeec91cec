import { concatMap, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { drainTo } from '../../src/flow/drain-to.js';
import { fromPull } from '../../src/flow/from-pull.js';
import { createGate } from '../../src/flow/gate.js';
import { gatedMap } from '../../src/flow/gated-map.js';
import { counted, sleep, slowSink } from './support.js';

const weigh = () => 100;

/** A projection that takes as long as its value says, in milliseconds, and records how many run at once. */
function timed() {
  const seen = { running: 0, most: 0, done: 0 };
  const project = async (ms: number) => {
    seen.most = Math.max(seen.most, ++seen.running);
    await sleep(ms);
    seen.running--;
    seen.done++;
    return ms * 10;
  };
  return { seen, project };
}

it('gatedMap and createGate refuse options that they have not', () => {
  expect(() => gatedMap(async (x) => x, { concurency: 2 } as object)).toThrow(
    'gatedMap: unknown option (got "concurency"); expected one of gate, concurrency, weigh; did you mean "concurrency"?',
  );
  expect(() => createGate({ size: 1 } as object)).toThrow(
    'createGate: unknown option (got "size")',
  );
});

describe('gatedMap', () => {
  it('runs one projection at a time by default', async () => {
    const { seen, project } = timed();
    const result = of(3, 1, 2).pipe(gatedMap(project), toArray());
    expect(await lastValueFrom(result)).toEqual([30, 10, 20]);
    expect(seen.most).toBe(1);
  });

  it('keeps the order of the values with several at a time', async () => {
    const { seen, project } = timed();
    const result = of(20, 1, 10, 2, 5).pipe(gatedMap(project, { concurrency: 3 }), toArray());
    expect(await lastValueFrom(result)).toEqual([200, 10, 100, 20, 50]);
    expect(seen.most).toBe(3);
  });

  it('emits what comes before a failure, with several at a time', async () => {
    const seen: unknown[] = [];
    const fail = (ms: number) =>
      sleep(ms).then(() => {
        if (ms === 1) throw new Error('lookup failed');
        return ms;
      });
    await expect(
      lastValueFrom(
        of(10, 1, 5).pipe(
          gatedMap(fail, { concurrency: 3 }),
          concatMap((v) => of(seen.push(v))),
        ),
      ),
    ).rejects.toThrow('lookup failed');
    expect(seen).toEqual([10]);
  });

  it.each([1, 3])(
    'bounds what waits before a slow stage, where concatMap queues it all (concurrency %s)',
    async (concurrency) => {
      const gate = createGate({ limit: 300 });
      const { numbers, seen } = counted(50);
      const sink = slowSink<number>(0);
      let done = 0;
      let ahead = 0;
      const slow = async (v: number) => {
        ahead = Math.max(ahead, seen.pulled - done);
        await sleep(1);
        done++;
        return v;
      };
      const stage = gatedMap(slow, { concurrency, weigh });
      await lastValueFrom(fromPull(numbers).pipe(stage, drainTo(sink.make, { gate })));
      expect(sink.seen.written.length).toBe(50);
      expect(ahead).toBeLessThanOrEqual(5);
      expect(gate.load).toBe(0);
    },
  );

  it('bounds its own queue where there is no sink', async () => {
    const { numbers, seen } = counted(1000);
    const gate = createGate({ limit: 300 });
    const stage = gatedMap((v: number) => sleep(1).then(() => v), { weigh, gate });
    await lastValueFrom(fromPull(numbers).pipe(stage, take(3)));
    expect(seen.pulled).toBeLessThanOrEqual(7);
    expect(gate.load).toBe(0);
  });

  it('refuses a projection that is no function, and a concurrency that is no count', () => {
    expect(() => gatedMap(3 as never)).toThrow(
      new TypeError('gatedMap: the projection is no function (got 3); expected a function'),
    );
    expect(() => gatedMap((v) => v, { concurrency: 0 })).toThrow(
      new RangeError(
        'gatedMap: concurrency is no count (got 0); expected an integer of at least 1',
      ),
    );
  });
});
