/** The entry of a worker thread: converts parts of files and sends the bytes. */
import { parentPort } from 'node:worker_threads';
import { PartConverter } from './part-converter.js';
import { type Message, type Order, PULSE_MS } from './worker-messages.js';

const port = parentPort!; // this is the entry of a thread
let converter: PartConverter | undefined;

setInterval(() => port.postMessage({ kind: 'alive' } satisfies Message), PULSE_MS).unref();

port.on('message', (order: Order) => {
  if (order.kind === 'begin') {
    converter = new PartConverter(order.assignment, (message, moved = []) => {
      port.postMessage(message, moved);
    });
  } else converter!.obey(order); // which comes before all others
});
