import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAtomic } from '../../src/files/sinks/atomic-file.js';
import { sweepDeadRuns, temporaryName } from '../../src/files/sinks/dead-runs.js';
import { scratch } from './support.js';

const path = scratch();

/** The number of a process that is no more. */
const dead = spawnSync(process.execPath, ['-e', '']).pid;

/** A temporary file of `target` as another process has left it. */
function left(target: string, pid: number): string {
  const name = temporaryName(path(target)).replace(`.${process.pid}-`, `.${pid}-`);
  writeFileSync(name, 'half');
  return basename(name);
}

describe('what killed runs have left', () => {
  it('is removed by the next to write the same target', async () => {
    left('out.csv', dead);
    left('out.csv', dead);
    const sink = await openAtomic(path('out.csv'), true);
    await sink.write([new TextEncoder().encode('whole')]);
    await sink.close();
    expect(readdirSync(path())).toEqual(['out.csv']);
  });

  it('stays where it may be another’s: a living process, another target, machine or name', async () => {
    const names = [
      left('out.csv', process.pid),
      left('out.csv', process.ppid),
      left('other.csv', dead),
      left('out.csv.gz', dead),
      `.out.csv.${dead}-00000000-0123456789ab.tmp`,
      `.out.csv.${dead}-0123456789ab.tmp`,
      '.out.csv.tmp',
    ];
    for (const name of names) writeFileSync(path(name), 'mine');
    await sweepDeadRuns(path('out.csv'));
    expect(readdirSync(path()).sort()).toEqual(names.sort());
  });

  it('is left alone where the directory cannot be read', async () => {
    await expect(sweepDeadRuns(path('absent', 'out.csv'))).resolves.toBeUndefined();
  });
});
