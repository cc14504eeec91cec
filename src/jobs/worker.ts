/** The entry of a worker thread: converts shards, one at a time, and sends the bytes. */
import { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { type ConvertOptions, convert } from '../files/convert.js';
import { statesOf } from '../files/step-states.js';
import { type Assignment, type Message, type Task, toFailure } from './worker-messages.js';

const port = parentPort!; // this is the entry of a thread
const { recipe, formats } = workerData as Assignment;
const states = statesOf(recipe);
// Whoever asks for a conversion hears of it.
states.catch(() => {});

port.on('message', async (task: Task) => {
  try {
    const { rows, batches } = await convertShard(task);
    say({ kind: 'done', rows, batches });
  } catch (error) {
    say({ kind: 'failed', failure: toFailure(error) });
  }
});

async function convertShard({ shard, first, to }: Task) {
  const options: ConvertOptions = {
    ...formats,
    to,
    // One header for all.
    csvOut: first ? formats.csvOut : { ...formats.csvOut, header: false },
    states: await states,
    shard,
    stdout: output(),
    report: (step, op, counts) => say({ kind: 'counts', step, op, counts }),
    warn: (message) => say({ kind: 'warning', message }),
  };
  return convert(recipe, shard.path, '-', options);
}

/** Standard output, as the conversion sees it. */
function output(): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      // A copy of its own memory can be given away; what it is a view of cannot.
      const bytes = new Uint8Array(chunk);
      port.postMessage({ kind: 'bytes', bytes } satisfies Message, [bytes.buffer]);
      done();
    },
  });
}

function say(message: Message): void {
  port.postMessage(message);
}
