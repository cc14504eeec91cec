/** Preloaded into every contender: says at its end, in the file that REPORT names, what it has taken. */
import { writeFileSync } from 'node:fs';
import { peakMegabytes } from '../peak.mjs';

// Nothing that a contender does without is loaded before its end: `performance` and node:worker_threads take two megabytes.
const start = process.hrtime.bigint();
process.on('exit', report);

function report() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const taken = {
    wall: Number(process.hrtime.bigint() - start) / 1e9,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: peakMegabytes(),
  };
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  if (isMainThread) writeFileSync(process.env.REPORT, JSON.stringify(taken));
}
