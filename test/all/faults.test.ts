import { spawn } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { readBatches } from '../../src/files/batches/read-batches.js';
import { ended, BUILT_COMMAND as main, shell } from '../cli/built.js';
import { SCORES, scratch } from '../cli/support.js';
import { makeFifo, within } from '../files/support.js';

const { path, put } = scratch();

const LONG = `x,y\n${'1.5,2.5\n'.repeat(200_000)}`;
const run = (line: string) => ended(shell(main, line, path()));
const hidden = () => readdirSync(path()).filter((name) => name.startsWith('.'));

describe('a fault of the system', () => {
  it('a file that may not grow so large is an error, and leaves nothing', async () => {
    put('in.csv', LONG);
    // SIGXFSZ would end the process before the write could fail.
    const { code, stderr } = await run("trap '' XFSZ; ulimit -f 100; $L convert in.csv out.csv");
    expect([code, stderr]).toEqual([
      3,
      'logitflow: out.csv: write: the file grows larger than the file system allows\n',
    ]);
    expect(readdirSync(path())).toEqual(['in.csv']);
  });

  it('a directory that is removed while it is written into is an error', async () => {
    makeFifo(path('pipe.csv'));
    mkdirSync(path('out'));
    const end = ended(
      spawn(process.execPath, [main, 'convert', 'pipe.csv', 'out/a.csv'], { cwd: path() }),
    );
    await within(5000, () => readdirSync(path('out')).length === 1);
    rmSync(path('out'), { recursive: true });
    await run('printf "x\\n1\\n" > pipe.csv');
    const { code, stderr } = await end;
    expect([code, stderr]).toEqual([3, 'logitflow: out/a.csv: write: no such file or directory\n']);
  });

  it('an input that is replaced while it is read is read as it was', async () => {
    const batches = readBatches(put('in.csv', LONG));
    const first = await batches.next();
    put('new.csv', SCORES);
    renameSync(path('new.csv'), path('in.csv'));
    let rows = (first.value as RecordBatch).numRows;
    for await (const batch of batches) rows += batch.numRows;
    expect(rows).toBe(200_000);
  });

  it('an Arrow file that is cut while it is read is an error, and no shorter file', async () => {
    put('in.csv', LONG);
    await run('$L convert in.csv in.arrow -q');
    const batches = readBatches(path('in.arrow'));
    await batches.next();
    truncateSync(path('in.arrow'), 1000);
    await expect(batches.next()).rejects.toThrow(
      'more bytes: the file has been cut while it was read',
    );
  });

  it.each(['in.csv', './in.csv', 'hard.csv', 'soft.csv'])(
    'an output that is the input, by the name %s, is refused and left as it was',
    async (name) => {
      put('in.csv', SCORES);
      linkSync(path('in.csv'), path('hard.csv'));
      symlinkSync('in.csv', path('soft.csv'));
      const { code, stderr } = await run(`$L convert in.csv ${name} --force`);
      expect(code).toBe(2);
      expect(stderr).toBe(
        `logitflow: ${name}: convert: is the input as well; expected another output\n`,
      );
      expect(readFileSync(path('in.csv'), 'utf8')).toBe(SCORES);
      expect(hidden()).toEqual([]);
    },
  );

  it('two writers of one output leave one of the two, whole', async () => {
    put('a.csv', LONG);
    put('b.csv', LONG.replaceAll('1.5', '9.5'));
    const both = await Promise.all(
      ['a', 'b'].map((name) => run(`$L convert ${name}.csv out.csv --force -q`)),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const seen = readFileSync(path('out.csv'), 'utf8');
    expect([LONG, LONG.replaceAll('1.5', '9.5')].includes(seen)).toBe(true);
    expect(hidden()).toEqual([]);
  });

  it('of two writers that must not replace, one is refused', async () => {
    put('a.csv', LONG);
    const both = await Promise.all(
      ['a', 'a'].map((name) => run(`$L convert ${name}.csv out.csv -q`)),
    );
    // The later one may have seen the file before it began (2), or only at the end (3).
    const [done, refused] = [...both].sort((a, b) => a.code! - b.code!);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(refused!.code).toBeGreaterThan(1);
    expect(refused!.stderr).toContain('exists already');
    expect(readFileSync(path('out.csv'), 'utf8')).toBe(LONG);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s in the midst of a file leaves nothing, and ends with its code',
    async (signal, code) => {
      makeFifo(path('pipe.csv'));
      const child = spawn(process.execPath, [main, 'convert', 'pipe.csv', 'out.arrow'], {
        cwd: path(),
      });
      const end = ended(child);
      const feed = run('(printf "x\\n1\\n"; sleep 20) > pipe.csv');
      await within(5000, () => hidden().length === 1);
      child.kill(signal);
      expect(await end).toMatchObject({ code, stderr: `logitflow: interrupted by ${signal}\n` });
      expect(readdirSync(path())).toEqual(['pipe.csv']);
      await Promise.race([feed, new Promise((resolve) => setTimeout(resolve, 10))]);
    },
  );
});
