/** Preloaded into every contender: says at its end, in the file that REPORT names, what it has taken. */
import { writeFileSync } from 'node:fs';

const start = performance.now();
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const report = {
    wall: (performance.now() - start) / 1000,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1024,
  };
  writeFileSync(process.env.REPORT, JSON.stringify(report));
});
