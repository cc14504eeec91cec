/** The entry of a worker thread: converts parts of files and sends the bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import { PartConverter } from './part-converter.js';
import { type Assignment, type Message, type Order, PULSE_MS } from './worker-messages.js';

const port = parentPort!; // this is the entry of a thread

const converter = new PartConverter(workerData as Assignment, (message, moved = []) => {
  port.postMessage(message, moved);
});

setInterval(() => port.postMessage({ kind: 'alive' } satisfies Message), PULSE_MS).unref();

port.on('message', (order: Order) => converter.obey(order));
