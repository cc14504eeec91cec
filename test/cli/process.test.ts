import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFifo, sleep, tinyDisk, within } from '../files/support.js';
import { ended, BUILT_COMMAND as main, shell } from './built.js';
import { SCORES, scratch } from './support.js';

const { path, put } = scratch();

/** About 9 MB: more than any pipe holds. */
const bigCsv = () => put('big.csv', `x_a,x_b\n${'0.25,0.75\n'.repeat(900_000)}`);

/** What shows in a file that it holds rxjs or apache-arrow, or asks for fast-csv. */
const PEERS = /class (RecordBatch|Observable)\b|from\s*["']fast-csv/;
/** Of the table of functions. */
const TABLE = /negativeSlope/;

/** Options of Node under which a file that holds such code is refused. */
function without({ source }: RegExp): string {
  put(
    'register.mjs',
    `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
  );
  put(
    'hooks.mjs',
    `export async function load(url, context, next) {
       const loaded = await next(url, context);
       if (new RegExp(${JSON.stringify(source)}).test(loaded.source)) throw new Error('refused ' + url);
       return loaded;
     }`,
  );
  return `--import ${path('register.mjs')}`;
}

describe('the command as a process', () => {
  it('goes from a pipe to a pipe', async () => {
    put('in.csv', SCORES);
    const child = shell(main, 'cat in.csv | $L softmax -c "x_*" | $L head -n 1 -c x_a', path());
    let out = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    const { code, stderr } = await ended(child);
    expect({ code, out }).toEqual({ code: 0, out: 'x_a\n0.5\n' });
    expect(stderr).toMatch(/^3 rows in .* → standard output\n$/);
  });

  it('converts CSV to CSV without apache-arrow, rxjs and fast-csv, which take longer to load', async () => {
    put('in.csv', SCORES);
    const convert = `NODE_OPTIONS="${without(PEERS)}" $L softmax -c "x_*" in.csv then argmax -c "x_*" --as best`;
    expect(await ended(shell(main, `${convert} -q`, path()))).toMatchObject({ code: 0 });
    const { code, stderr } = await ended(shell(main, `${convert} -o out.arrow`, path()));
    expect(code).not.toBe(0);
    expect(stderr).toContain('refused');
  });

  it('gives the same bytes by the lane where there is no WebAssembly', async () => {
    put('in.csv', `id,x_a,x_b\n"a",0.1,-3\nü,,2\n7,1e-300,nan\n`);
    const run = (flags: string, out: string) =>
      `node ${flags} "$M" softmax --verbose -c "x_*" in.csv -o ${out}`;
    const line = `${run('', 'a.csv')} && ${run('--no-expose-wasm', 'b.csv')} && cmp a.csv b.csv`;
    const options = { cwd: path(), env: { ...process.env, M: main }, shell: true };
    const { code, stderr } = await ended(spawn(line, options));
    expect(code).toBe(0);
    expect(stderr.match(/the CSV lane computes the rows/g)).toHaveLength(2);
  });

  it('writes to a file that the shell has opened, all of it', async () => {
    bigCsv();
    const { code } = await ended(
      shell(main, '$L convert big.csv > out.csv && cmp big.csv out.csv', path()),
    );
    expect(code).toBe(0);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'ends on %s with %i, with a read pending, and leaves nothing',
    async (signal, code) => {
      makeFifo(path('pipe.csv'));
      const child = spawn(process.execPath, [main, 'convert', 'pipe.csv', 'out.csv'], {
        cwd: path(),
      });
      const end = ended(child);
      await within(5000, () => readdirSync(path()).length === 2);
      child.kill(signal);
      const start = performance.now();
      expect(await end).toEqual({
        code,
        signal: null,
        stderr: `logitflow: interrupted by ${signal}\n`,
      });
      expect(performance.now() - start).toBeLessThan(500);
      expect(readdirSync(path())).toEqual(['pipe.csv']);
    },
  );

  it('ends on a signal also while a reader of standard output is asleep', async () => {
    bigCsv();
    const child = spawn(process.execPath, [main, 'convert', 'big.csv'], {
      cwd: path(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = ended(child);
    await once(child.stdout, 'readable');
    await sleep(200); // by now it waits for room
    child.kill('SIGINT');
    child.stdout.resume();
    expect((await end).code).toBe(130);
  });

  it('ends quietly, with 0, when the reader of standard output goes', async () => {
    bigCsv();
    const line = 'set -o pipefail; $L convert big.csv | head -n 1';
    expect(await ended(shell(main, line, path()))).toEqual({ code: 0, signal: null, stderr: '' });
    const help = 'set -o pipefail; $L --help | true';
    expect(await ended(shell(main, help, path()))).toEqual({ code: 0, signal: null, stderr: '' });
  });

  it('gives a slow reader everything', async () => {
    bigCsv();
    const line = '$L convert big.csv -q | (sleep 0.5; cmp - big.csv)';
    expect(await ended(shell(main, line, path()))).toMatchObject({ code: 0, stderr: '' });
  });

  it('says that standard output is full', async () => {
    put('in.csv', SCORES);
    expect(await ended(shell(main, '$L convert in.csv > /dev/full', path()))).toEqual({
      code: 3,
      signal: null,
      stderr: 'logitflow: standard output: write: no space left on the device\n',
    });
  });

  it('says that a disk is full, and leaves nothing on it (skipped where nothing can be mounted)', async ({
    skip,
  }) => {
    bigCsv();
    mkdirSync(path('disk'));
    const disk = tinyDisk(path('disk'));
    if (disk === undefined) return skip('mounting a tmpfs needs root');
    try {
      const { code, stderr } = await ended(shell(main, '$L convert big.csv disk/out.csv', path()));
      expect(code).toBe(3);
      expect(stderr).toBe('logitflow: disk/out.csv: write: no space left on the device\n');
      expect(readdirSync(path('disk'))).toEqual([]);
    } finally {
      disk.unmount();
    }
  });

  it('leaves the target as it was when it is killed', async () => {
    makeFifo(path('pipe.csv'));
    put('out.csv', 'before');
    const argv = [main, 'convert', 'pipe.csv', 'out.csv', '--force'];
    const child = spawn(process.execPath, argv, { cwd: path() });
    const end = ended(child);
    await within(20_000, () => readdirSync(path()).length === 3);
    child.kill('SIGKILL');
    expect((await end).signal).toBe('SIGKILL');
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('before');
  });

  it('spills an Arrow file on standard input, and leaves nothing of that', async () => {
    put('in.csv', SCORES);
    mkdirSync(path('tmp'));
    const line =
      'export TMPDIR=$PWD/tmp; $L convert in.csv in.arrow -q && cat in.arrow | $L convert --to csv -q | cmp - in.csv';
    expect(await ended(shell(main, line, path()))).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(path('tmp'))).toEqual([]);
  });

  it('tells its version without loading what it does not need', async () => {
    const refusing = (code: RegExp, rest: string) => `NODE_OPTIONS="${without(code)}" $L ${rest}`;
    const version = ended(shell(main, refusing(TABLE, '--version'), path()));
    expect(await version).toMatchObject({ code: 0, stderr: '' });
    const functions = refusing(TABLE, 'functions relu');
    expect((await ended(shell(main, functions, path()))).stderr).toContain('refused');
    const line = refusing(PEERS, 'functions relu');
    expect(await ended(shell(main, line, path()))).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a pipeline of a program that is interrupted', () => {
  it('leaves no temporary file, though the program listens to no signal', async () => {
    const program = put(
      'program.mjs',
      `import { readCsv, writeCsv } from '${new URL('node.js', `file://${main}`).href}';
       readCsv('pipe.csv').pipe(writeCsv('out.csv')).subscribe();`,
    );
    makeFifo(path('pipe.csv'));
    const child = spawn(process.execPath, [program], { cwd: path() });
    const end = ended(child);
    await within(20_000, () => readdirSync(path()).length === 3);
    child.kill('SIGTERM');
    expect((await end).signal).toBe('SIGTERM');
    expect(readdirSync(path()).sort()).toEqual(['pipe.csv', 'program.mjs']);
  });
});
