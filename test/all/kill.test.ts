import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BUILT_COMMAND as main } from '../cli/built.js';

const KILLS = Number(process.env.LOGITFLOW_KILLS ?? 20);

const folder = mkdtempSync(join(tmpdir(), 'logitflow-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);
const ROWS = Array.from({ length: 60_000 }, (_, i) => `${i},${i / 8},${-i / 4}`);
writeFileSync(path('in.csv'), `id,x_a,x_b\n${ROWS.join('\n')}\n`);

const argv = (output: string) => [
  main,
  ...['softmax', '-c', 'x_*', '--as', 'p_*', path('in.csv')],
  ...['-o', path(output), '--force', '-q'],
];

/** How long it took, in milliseconds, if nobody killed it. */
function run(output: string, killAfter?: number): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, argv(output), { stdio: 'inherit' });
  const timer =
    killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  return new Promise((resolve) => {
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(performance.now() - start);
    });
  });
}

describe.each(['out.csv', 'out.arrow', 'out.csv.gz'])('killed at %s', (output) => {
  it(
    `at ${KILLS} random moments, leaves the target absent, as it was, or whole`,
    async () => {
      const took = await run(output);
      const whole = readFileSync(path(output));
      const moments = fc.sample(fc.double({ min: 0.3, max: 1.1, noNaN: true }), {
        seed: 41,
        numRuns: KILLS,
      });
      let absent = 0;
      for (const moment of moments) {
        rmSync(path(output), { force: true });
        // Before the end more often than at the start, where nothing is written yet.
        await run(output, took * moment);
        const found = readdirSync(folder).includes(output);
        if (found) expect(readFileSync(path(output)).equals(whole)).toBe(true);
        else absent++;
      }
      expect(absent).toBeGreaterThan(0);
      await run(output);
      expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(readFileSync(path(output)).equals(whole)).toBe(true);
    },
    60_000 + KILLS * 3000,
  );
});
