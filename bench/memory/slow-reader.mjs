// Reads standard input at so many megabytes (10⁶) a second and drops it.
// node slow-reader.mjs RATE
import { setTimeout as sleep } from 'node:timers/promises';

const rate = Number(process.argv[2]) * 1e6;
const start = performance.now();
let bytes = 0;
for await (const chunk of process.stdin) {
  bytes += chunk.length;
  const ahead = (bytes / rate) * 1000 - (performance.now() - start);
  if (ahead > 5) await sleep(ahead);
}
