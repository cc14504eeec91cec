import { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  catchError,
  concatMap,
  delay,
  EMPTY,
  endWith,
  filter,
  map,
  of,
  pipe,
  startWith,
  take,
  tap,
} from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { relu } from '../../operators/elementwise.js';
import { onRows } from '../../operators/on-rows.js';
import { gatedMap } from '../../src/flow/gated-map.js';
import { through } from '../../src/flow/through.js';
import { toTransformStream } from '../../src/flow/transform-stream.js';
import { counted, sleep } from './support.js';

const failing = async function* () {
  yield 1;
  throw new Error('read error');
};

/** One value, and then silence for ever. */
async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
  await new Promise(() => {});
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

function streamOf<T>(values: AsyncIterable<T>): ReadableStream<T> {
  const iterator = values[Symbol.asyncIterator]();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const step = await iterator.next();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      },
      cancel: () => void iterator.return?.(),
    },
    { highWaterMark: 0 },
  );
}

async function drained<T>(stream: ReadableStream<T>): Promise<T[]> {
  const all: T[] = [];
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) all.push(step.value);
  return all;
}

/** Both adapters under one list: an operator applied to an asynchronous source. */
const adapters: Record<
  string,
  <T, R>(
    operator: Parameters<typeof through<T, R>>[0],
    source: AsyncIterable<T>,
  ) => AsyncIterable<R>
> = {
  through: (operator, source) => through(operator)(source),
  toTransformStream: async function* (operator, source) {
    yield* await drained(streamOf(source).pipeThrough(toTransformStream(operator)));
  },
};

describe.each(Object.entries(adapters))('%s', (_name, apply) => {
  it('gives what the operator gives', async () => {
    const odd = (source: import('rxjs').Observable<number>) =>
      source.pipe(
        filter((v) => v % 2 === 1),
        concatMap((v) => of(v, v * 10)),
        startWith(-1),
        endWith(-2),
      );
    expect(await collect(apply(odd, counted(6).numbers()))).toEqual([-1, 1, 10, 3, 30, 5, 50, -2]);
  });

  it('of an empty source is empty', async () => {
    expect(
      await collect(
        apply(
          map((v) => v),
          counted(0).numbers(),
        ),
      ),
    ).toEqual([]);
  });

  it('ends with the operator and closes the source', async () => {
    const { numbers, seen } = counted(1000);
    expect(await collect(apply(take(3), numbers()))).toEqual([0, 1, 2]);
    await sleep(1);
    expect(seen.closed).toBe(true);
    expect(seen.pulled).toBeLessThanOrEqual(4);
  });

  it('fails with the operator and closes the source', async () => {
    const { numbers, seen } = counted(1000);
    const bad = map((v: number) => {
      if (v === 2) throw new Error('bad row');
      return v;
    });
    await expect(collect(apply(bad, numbers()))).rejects.toThrow('bad row');
    await sleep(1);
    expect(seen.closed).toBe(true);
  });

  it('sends a failure of the source down the error channel of the operator', async () => {
    await expect(
      collect(
        apply(
          map((v) => v),
          failing(),
        ),
      ),
    ).rejects.toThrow('read error');
    const seen: unknown[] = [];
    const caught = catchError((error: Error) => {
      seen.push(error.message);
      return of(9);
    });
    expect(await collect(apply(caught, failing()))).toContain(9);
    expect(seen).toEqual(['read error']);
  });

  it('waits for what an asynchronous operator has not yet given', async () => {
    const slow = gatedMap((v: number) => sleep(1).then(() => v * 2));
    expect(await collect(apply(slow, counted(5).numbers()))).toEqual([0, 2, 4, 6, 8]);
  });

  it('bounds what an asynchronous stage holds', async () => {
    const { numbers, seen } = counted(60);
    let done = 0;
    let ahead = 0;
    const slow = gatedMap(
      async (v: number) => {
        ahead = Math.max(ahead, seen.pulled - done);
        await sleep(0);
        done++;
        return v;
      },
      { weigh: () => 2 ** 21 },
    );
    expect((await collect(apply(slow, numbers()))).length).toBe(60);
    expect(ahead).toBeLessThanOrEqual(7);
  });
});

describe('through', () => {
  it('pulls one value at a time, as the consumer asks', async () => {
    const { numbers, seen } = counted(1000);
    const values = through(map((v: number) => v))(numbers());
    for (let i = 1; i <= 3; i++) {
      await values.next();
      expect(seen.pulled).toBe(i);
    }
    await values.return();
    expect(seen.closed).toBe(true);
  });

  it('unsubscribes the operator when the consumer leaves', async () => {
    const left = vi.fn();
    const values = through(tap<number>({ unsubscribe: left }))(counted(9).numbers());
    await values.next();
    await values.return();
    expect(left).toHaveBeenCalledOnce();
  });

  it('hands on what an asynchronous operator gives while the source keeps it waiting', async () => {
    const doubled = through(gatedMap(async (v: number) => v * 2))(once(1));
    expect(await doubled.next()).toEqual({ done: false, value: 2 });
    await doubled.return();
  });

  it('hands on rows that are due while the source is silent', async () => {
    const rows = through(onRows(relu({ columns: 'x' }), { rows: 10, within: 5 }))(once({ x: -1 }));
    expect((await rows.next()).value).toEqual({ x: 0 });
    await rows.return();
  });

  it('ends with an asynchronous operator though the source never says more', async () => {
    expect(await collect(through(pipe(delay<number>(1), take(1)))(once(7)))).toEqual([7]);
  });

  it('closes the source that it did not wait for, when that at last says something', async () => {
    const { numbers, seen } = counted(9);
    const silent = (async function* () {
      for await (const v of numbers()) {
        if (v === 1) await sleep(20);
        yield v;
      }
    })();
    await collect(through(pipe(delay<number>(1), take(1)))(silent));
    expect(seen.closed).toBe(false);
    await sleep(40);
    expect(seen.closed).toBe(true);
  });

  it('tells the failure of the operator, not that of closing its source', async () => {
    const numbers = counted(9).numbers();
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => numbers.next(),
        return: () => Promise.reject(new Error('close error')),
      }),
    };
    const bad = map(() => {
      throw new Error('bad row');
    });
    await expect(collect(through(bad)(source))).rejects.toThrow('bad row');
  });

  it("stands in node's pipeline", async () => {
    const all: unknown[] = [];
    await pipeline(
      Readable.from(counted(3).numbers()),
      through(map((v: number) => v + 1)),
      async (values: AsyncIterable<number>) => void all.push(...(await collect(values))),
    );
    expect(all).toEqual([1, 2, 3]);
  });
});

describe('toTransformStream', () => {
  it('takes nothing before somebody reads', async () => {
    const seen: number[] = [];
    const operator = map((v: number) => void seen.push(v));
    const { readable, writable } = toTransformStream(operator);
    const writer = writable.getWriter();
    const writing = Promise.all([writer.write(1), writer.close()]);
    await sleep(5);
    expect(seen).toEqual([]);
    await drained(readable);
    await writing;
    expect(seen).toEqual([1]);
  });

  it('takes no more from its source than the reader asks for', async () => {
    const { numbers, seen } = counted(1000);
    const reader = streamOf(numbers())
      .pipeThrough(toTransformStream(map((v: number) => v)))
      .getReader();
    await reader.read();
    await sleep(5);
    expect(seen.pulled).toBeLessThanOrEqual(3);
    await reader.cancel();
    await sleep(1);
    expect(seen.closed).toBe(true);
  });

  it('unsubscribes the operator when the reader cancels', async () => {
    const left = vi.fn();
    const pair = toTransformStream(tap<number>({ unsubscribe: left }));
    await pair.readable.cancel();
    expect(left).toHaveBeenCalledOnce();
  });

  it('an abort does not wait for a write that no reader asks for', async () => {
    const seen: unknown[] = [];
    const pair = toTransformStream<number, number>(
      catchError((error) => {
        seen.push(error);
        return EMPTY;
      }),
    );
    const writer = pair.writable.getWriter();
    writer.write(1).catch(() => {});
    await sleep(1);
    await writer.abort('enough');
    expect(seen).toEqual(['enough']);
  });

  it("stands in node's pipeline as a Duplex", async () => {
    const all: unknown[] = [];
    const pair = toTransformStream(map((v: number) => v + 1));
    // The web streams of the DOM types and those of node's types are the same objects.
    const duplex = Duplex.fromWeb(pair as Parameters<typeof Duplex.fromWeb>[0], {
      objectMode: true,
    });
    await pipeline(Readable.from(counted(3).numbers()), duplex, async (values) => {
      for await (const value of values) all.push(value);
    });
    expect(all).toEqual([1, 2, 3]);
  });
});
