/** The entry of a worker thread: converts parts of files, one at a time, and sends the bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSource } from '../files/byte-source.js';
import { type ConvertOptions, convert } from '../files/convert.js';
import { convertSpan } from '../files/convert-span.js';
import { beginOf, type CsvSpan, shardFrom } from '../files/csv-span.js';
import { inFile } from '../files/in-file.js';
import { notSeekable, randomAccess } from '../files/random-access.js';
import type { Shard } from '../files/shard.js';
import { TakingStream } from '../files/stream-sink.js';
import { isLaneStep } from '../lanes/csv/steps.js';
import { OutputRooms } from './output-rooms.js';
import {
  type Assignment,
  type Done,
  isSpan,
  type Message,
  type Order,
  PULSE_MS,
  type Task,
  toFailure,
} from './worker-messages.js';

const port = parentPort!; // this is the entry of a thread
const { recipe, formats } = workerData as Assignment;
const states = statesOfSteps();
// Whoever asks for a conversion hears of it.
states.catch(() => {});

setInterval(() => say({ kind: 'alive' }), PULSE_MS).unref();

const rooms = new OutputRooms((bytes) => {
  port.postMessage({ kind: 'bytes', bytes } satisfies Message, [bytes.buffer]);
});

port.on('message', async (order: Order) => {
  if (order.kind === 'reuse') return rooms.reuse(order.buffers);
  const { task } = order;
  try {
    rooms.drop();
    const { part } = task;
    const done = isSpan(part) ? await ofSpan(part, task) : await ofShard(part, task);
    rooms.flush();
    say({ kind: 'done', ...done });
  } catch (error) {
    say({ kind: 'failed', failure: toFailure(error) });
  }
});

/** Steps of lanes name no states; to read some takes apache-arrow, which takes long to load. */
async function statesOfSteps(): Promise<ConvertOptions['states']> {
  if (recipe.steps.every(isLaneStep)) return undefined;
  const { statesOf } = await import('../files/step-states.js');
  return statesOf(recipe);
}

async function ofShard(shard: Shard, task: Task): Promise<Done> {
  const options = {
    ...(await optionsOf(task)),
    shard,
    stdout: new TakingStream((chunk) => rooms.put(chunk)),
  };
  const { rows, batches } = await convert(recipe, shard.path, '-', options);
  return { rows, batches };
}

/** By the lane, or, where that is nothing for the lane, as a shard, of which the end has to be looked for first. */
async function ofSpan(span: CsvSpan, task: Task): Promise<Done> {
  const source = await openSource(span.path);
  let shard: Shard;
  try {
    if (source.descriptor === undefined) throw notSeekable(span.path);
    const file = await randomAccess(span.path, source.descriptor);
    const from = await beginOf(file, span);
    say({ kind: 'begun', from });
    const options = await optionsOf(task);
    const give = (piece: Uint8Array) => rooms.put(piece);
    const done = await convertSpan(recipe, file, span, from, task.delimiter, options, give);
    if (done !== undefined) return done;
    rooms.drop();
    say({ kind: 'again' });
    shard = await shardFrom(file, span, from);
  } catch (error) {
    throw inFile(span.path, error);
  } finally {
    await source.close();
  }
  return { ...(await ofShard(shard, task)), to: shard.to };
}

async function optionsOf({ first, to }: Task): Promise<ConvertOptions> {
  return {
    ...formats,
    to,
    // One header for all.
    csvOut: first ? formats.csvOut : { ...formats.csvOut, header: false },
    states: await states,
    report: (step, op, counts) => say({ kind: 'counts', step, op, counts }),
    warn: (message) => say({ kind: 'warning', message }),
  };
}

function say(message: Message): void {
  port.postMessage(message);
}
