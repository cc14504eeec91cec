import { writeFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LimitError, LogitflowError } from '../../src/errors.js';
import { Crew } from '../../src/jobs/crew.js';
import { Thread } from '../../src/jobs/thread.js';
import { WorkerHand } from '../../src/jobs/worker-hand.js';
import { scratch } from '../files/support.js';

const path = scratch();

/** In a thread: hears of tasks. */
const ON_TASK =
  "const onTask = (work) => parentPort.on('message', ({ kind }) => { if (kind === 'convert') work(); });";

describe('a crew of threads', () => {
  const task = { part: {} as never, first: true, to: { format: 'csv', gzip: false } } as const;

  function crewOf(size: number, code: string, patience?: number): Crew {
    writeFileSync(
      path('worker.mjs'),
      `import { parentPort } from 'node:worker_threads';
${ON_TASK}
${code}`,
    );
    const entry = pathToFileURL(path('worker.mjs'));
    const assignment = { recipe: { steps: [] }, formats: {} };
    const hands = Array.from({ length: size }, () => {
      return new WorkerHand(assignment, new Thread(entry), patience);
    });
    return new Crew(hands);
  }

  it('fails where a thread dies, and does not wait for it', async () => {
    const crew = crewOf(1, 'onTask(() => process.exit(3));');
    await expect(crew.convert(task)).rejects.toThrow(
      'convert: a worker thread has died (got 3); expected enough memory for all threads, or fewer --jobs',
    );
    await expect(crew.convert(task)).rejects.toBeInstanceOf(LimitError);
    await crew.dismiss();
  });

  it('fails where a thread throws', async () => {
    const crew = crewOf(1, "onTask(() => { throw new Error('bad luck'); });");
    const failed = crew.convert(task);
    await expect(failed).rejects.toThrow('convert: a worker thread has failed (got "bad luck")');
    await expect(failed).rejects.toBeInstanceOf(LogitflowError);
    await crew.dismiss();
  });

  it.each([
    ['waits for ever', 'setInterval(() => {}, 1000);'],
    ['runs in a circle', 'onTask(() => { for (;;); });'],
  ])('fails where a thread %s without a word', async (_, code) => {
    const crew = crewOf(1, code, 300);
    const failed = crew.convert(task);
    await expect(failed).rejects.toThrow(
      'convert: a worker thread has said nothing for 0.3 seconds; expected a machine that has room for all threads, or fewer --jobs',
    );
    await expect(failed).rejects.toBeInstanceOf(LimitError);
    await expect(crew.convert(task)).rejects.toBe(await failed.catch((error: unknown) => error));
    await crew.dismiss();
  });

  it('waits for a thread that says that it lives', async () => {
    const crew = crewOf(
      1,
      `setInterval(() => parentPort.postMessage({ kind: 'alive' }), 20);
      onTask(() => setTimeout(() => {
        parentPort.postMessage({ kind: 'done', rows: 1, batches: 1 });
      }, 1500));`,
      500,
    );
    expect(await crew.convert(task)).toMatchObject({ rows: 1 });
    await crew.dismiss();
  });

  it('fails where a thread says what cannot be read', async () => {
    const { prototype } = BlockList;
    // What Node makes of its own objects on arrival.
    const symbol = Object.getOwnPropertySymbols(prototype).find((key) =>
      String(key).includes('deserialize'),
    )!;
    const methods = prototype as unknown as Record<symbol, unknown>;
    const before = methods[symbol];
    methods[symbol] = () => {
      throw new Error('what is this');
    };
    try {
      const crew = crewOf(
        1,
        `const { BlockList } = await import('node:net');
        onTask(() => parentPort.postMessage(new BlockList()));`,
      );
      await expect(crew.convert(task)).rejects.toThrow(
        'convert: a worker thread has said what cannot be read (got "what is this")',
      );
      await crew.dismiss();
    } finally {
      methods[symbol] = before;
    }
  });

  it('gives up what is under way when it is dismissed', async () => {
    const crew = crewOf(2, 'onTask(() => {});');
    const pending = crew.convert(task);
    const reason = new Error('enough');
    await Promise.all([crew.dismiss(reason), expect(pending).rejects.toBe(reason)]);
  });

  it('does one task a thread at a time, and gives what each one said', async () => {
    const crew = crewOf(
      2,
      `onTask(() => {
        parentPort.postMessage({ kind: 'bytes', bytes: Uint8Array.of(1) });
        parentPort.postMessage({ kind: 'done', rows: 2, batches: 1 });
      });`,
    );
    const converted = await Promise.all(Array.from({ length: 7 }, () => crew.convert(task)));
    expect(converted).toMatchObject(
      Array(7).fill({ chunks: [Uint8Array.of(1)], messages: [], rows: 2, batches: 1 }),
    );
    await crew.dismiss();
  });
});
