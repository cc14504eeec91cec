import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPORT = fileURLToPath(new URL('report.mjs', import.meta.url));

/**
 * Runs one contender once, as a process: { wall, cpu } in seconds, and its peak memory.
 *
 * @param contender.output  is removed before: to give its memory back would be counted to whoever writes there next
 */
export function measure({ argv, env = {}, flags = [], output }, folder) {
  const report = `${folder}/report.json`;
  for (const path of [report, output]) if (path !== undefined) rmSync(path, { force: true });
  const { status, stderr } = spawnSync(process.execPath, [...flags, '--import', REPORT, ...argv], {
    env: { ...process.env, ...env, REPORT: report },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** Runs all in turn, round by round, so that what slows the machine slows all of them; the first round warms up. */
export function alternate(contenders, rounds, folder) {
  const runs = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const run = measure(contender, folder);
      if (round > 0) runs.get(contender.name).push(run);
    }
  }
  return runs;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
