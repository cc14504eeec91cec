// Preloaded into a process (`node --import`): writes its peak memory in kilobytes to descriptor 3 when it ends.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { peakMegabytes } from '../peak.mjs';

if (isMainThread) process.on('exit', () => writeSync(3, String((peakMegabytes() * 1e6) / 1024)));
