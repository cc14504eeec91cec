import { readdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert } from '../../src/files/conversion/convert.js';
import { read } from '../../src/files/read.js';
import { write } from '../../src/files/write.js';
import { openDescriptors, scratch, sleep, within } from './support.js';

const path = scratch();
const SIGNALS = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = () => SIGNALS.map((name) => process.listenerCount(name));
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const before = { listeners: listeners() };

/** Waits until nothing of a work is left: no descriptor, no listener, no timer, no file. */
async function nothingLeft(counted: number): Promise<void> {
  await within(5000, () => openDescriptors(path()).length === 0);
  await within(5000, () => readdirSync(path()).every((name) => !name.startsWith('.')));
  await within(5000, () => `${listeners()}` === `${before.listeners}`);
  expect(timers()).toBeLessThanOrEqual(counted);
}

describe.each(['out.csv', 'out.arrow.gz'])('whoever leaves at any moment, from %s', (name) => {
  const moments = fc.sample(fc.nat(60), { seed: 3, numRuns: 8 });

  it('by unsubscribing, leaves no descriptor, listener, timer or file behind', async () => {
    writeFileSync(path('in.csv'), `x,y\n${'1.5,2.5\n'.repeat(100_000)}`);
    const counted = timers();
    for (const moment of moments) {
      const subscription = read(path('in.csv'))
        .pipe(write(path(name)))
        .subscribe();
      await sleep(moment);
      subscription.unsubscribe();
    }
    await nothingLeft(counted);
  });

  it('by a signal of abort, has them gone when the promise is settled', async () => {
    writeFileSync(path('in.csv'), `x,y\n${'1.5,2.5\n'.repeat(100_000)}`);
    const counted = timers();
    for (const moment of moments) {
      const abort = new AbortController();
      const done = convert({ steps: [] }, path('in.csv'), path(name), { signal: abort.signal });
      setTimeout(() => abort.abort(new Error('enough')), moment);
      await done.catch((error: unknown) => expect(error).toMatchObject({ message: 'enough' }));
      expect(readdirSync(path()).filter((file) => file.startsWith('.'))).toEqual([]);
    }
    await nothingLeft(counted + moments.length);
  });
});
