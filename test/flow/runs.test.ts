import { lastValueFrom, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { drainTo } from '../../src/flow/drain-to.js';
import { fromRuns } from '../../src/flow/from-pull.js';
import { createGate } from '../../src/flow/gate.js';
import { flattened, type Runs, retold } from '../../src/flow/runs.js';
import { sleep, slowSink } from './support.js';

/** Runs of numbers; how many have been taken from them, and whether the source was closed. */
function counted(...lengths: number[]) {
  const seen = { taken: 0, closed: false };
  function* run(length: number) {
    for (let i = 0; i < length; i++) yield seen.taken++;
  }
  async function* runs(): Runs<number> {
    try {
      for (const length of lengths) yield run(length);
    } finally {
      await sleep(1);
      seen.closed = true;
    }
  }
  return { seen, runs };
}

async function* failing(): Runs<number> {
  yield (function* () {
    yield 1;
    throw new Error('damaged');
  })();
}

describe('fromRuns', () => {
  it('emits the values of all runs in their order, and passes over empty ones', async () => {
    const { runs } = counted(0, 2, 0, 0, 3, 0);
    expect(await lastValueFrom(fromRuns(runs).pipe(toArray()))).toEqual([0, 1, 2, 3, 4]);
  });

  it('emits a run without waiting in between', async () => {
    const { runs } = counted(3, 3);
    const seen: unknown[] = [];
    const source = fromRuns(runs).pipe(
      tap((value) => {
        if (value % 3 === 0) queueMicrotask(() => seen.push('later'));
        seen.push(value);
      }),
    );
    await lastValueFrom(source);
    expect(seen).toEqual([0, 1, 2, 'later', 3, 4, 5, 'later']);
  });

  it('takes three values of a run for take(3), and closes the source', async () => {
    const { seen, runs } = counted(1000);
    await lastValueFrom(fromRuns(runs).pipe(take(3)));
    expect(seen.taken).toBe(3);
    await sleep(20);
    expect(seen.closed).toBe(true);
  });

  it('waits between two values of a run while its gate is full', async () => {
    const { seen, runs } = counted(10);
    const { make } = slowSink<number>(5, 100);
    const ahead: number[] = [];
    const sink = () => {
      const inner = make();
      return {
        ...inner,
        async write(value: number) {
          ahead.push(seen.taken - value);
          await inner.write(value);
        },
      };
    };
    await lastValueFrom(fromRuns(runs).pipe(drainTo(sink, { gate: createGate({ limit: 200 }) })));
    expect(Math.max(...ahead)).toBeLessThanOrEqual(2);
  });

  it('closes the source before the failure of a run is heard', async () => {
    const seen = { closed: false };
    async function* runs(): Runs<number> {
      try {
        yield* failing();
      } finally {
        await sleep(1);
        seen.closed = true;
      }
    }
    const values: number[] = [];
    const source = fromRuns(runs).pipe(tap((value) => values.push(value)));
    await expect(lastValueFrom(source)).rejects.toThrow('damaged');
    expect({ values, ...seen }).toEqual({ values: [1], closed: true });
  });
});

describe('runs', () => {
  it('are flattened, and a reader that leaves closes the source', async () => {
    const { seen, runs } = counted(2, 5);
    for await (const value of flattened(runs())) if (value === 3) break;
    expect(seen).toEqual({ taken: 4, closed: true });
  });

  it('have their failures retold, within a run and between two', async () => {
    const say = (error: unknown) => new Error(`in a.arrow: ${(error as Error).message}`);
    async function* broken(): Runs<number> {
      yield [1];
      throw new Error('gone');
    }
    for (const [runs, message] of [
      [failing(), 'in a.arrow: damaged'],
      [broken(), 'in a.arrow: gone'],
    ] as const) {
      const values: number[] = [];
      const read = async () => {
        for await (const value of flattened(retold(runs, say))) values.push(value);
      };
      await expect(read()).rejects.toThrow(message);
      expect(values).toEqual([1]);
    }
  });
});
