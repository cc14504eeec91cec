/** Preloaded into every contender: says at its end, in the file that REPORT names, what it has taken. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { peakMegabytes } from '../peak.mjs';

const start = performance.now();
if (isMainThread) process.on('exit', report);

function report() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const taken = {
    wall: (performance.now() - start) / 1000,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: peakMegabytes(),
  };
  writeFileSync(process.env.REPORT, JSON.stringify(taken));
}
