import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/errors.js';
import { convert } from '../../src/files/conversion/convert.js';
import { write } from '../../src/files/write.js';
import { convertByShards } from '../../src/jobs/convert-by-shards.js';
import { toError, toFailure } from '../../src/jobs/worker-messages.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { ended, BUILT_COMMAND as main, shell } from '../cli/built.js';
import { scratch, sleep, within } from '../files/support.js';
import { batchOf, column, KINDS } from '../formats/arrow-ipc/batches.js';

const path = scratch();
const BUILT_LIBRARY = new URL('../../dist/node.js', import.meta.url).href;

/** Preloaded: notes each thread. */
const NOTE_THREADS = `import { appendFileSync } from 'node:fs'; appendFileSync('threads.txt', 't');`;

/** What a file that is not whole yet has of its bytes. */
function bytesBegun(): number {
  const hidden = readdirSync(path()).filter((name) => name.startsWith('.'));
  return hidden.reduce((sum, name) => sum + statSync(path(name)).size, 0);
}

const run = async (line: string) => ended(shell(main, line, path()));

const ROWS = Array.from({ length: 1000 }, (_, i) => `${i},"a,\n${i}",${Math.sin(i)},${i / 7}\n`);

/** About 10 MB: ten spans, three shards. */
function big(last = '', mark = '', thousands = 190): void {
  const body = ROWS.join('').repeat(thousands);
  writeFileSync(path('big.csv'), `${mark}id,note,x_a,x_b\n${body}${last}`);
}

describe('--jobs', () => {
  it('gives the bytes of one thread, by a lane and by operators', async () => {
    big('', '\ufeff');
    const softmax = '$L softmax -c "x_*" --as "p_*" big.csv';
    expect(await run(`${softmax} -o one.csv && ${softmax} -o two.csv --jobs 3`)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/(190,000 rows in .* s · 0 null · 0 NaN.*\n){2}/),
    });
    expect(readFileSync(path('two.csv')).equals(readFileSync(path('one.csv')))).toBe(true);
    const gumbel = '$L gumbel-softmax -c "x_*" --seed 3 --as "p_*" big.csv then select -c "p_*"';
    await run(`${gumbel} -q -o one.csv --force && ${gumbel} -q -o two.csv -j 2 --force`);
    expect(readFileSync(path('two.csv')).equals(readFileSync(path('one.csv')))).toBe(true);
  }, 60_000);

  it('says under --verbose which rows go to the operators, where a part is none for the lane', async () => {
    // A bare CR ends record 95,500, in the fourth of six parts.
    const rows = ROWS.join('');
    const odd = ROWS.map((row, i) => (i === 500 ? row.replace(/\n$/, '\r') : row)).join('');
    const body = rows.repeat(95) + odd + rows.repeat(94);
    writeFileSync(path('big.csv'), `id,note,x_a,x_b\n${body}`);
    const softmax = '$L softmax -c "x_*" big.csv';
    const { code, stderr } = await run(
      `${softmax} -q -o one.csv && ${softmax} --verbose -o two.csv -j 2 && cmp one.csv two.csv`,
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('the CSV lane computes the rows')]);
    const [, from, to] = /operators compute rows (\d+) to (\d+): the text there is none/.exec(
      stderr,
    )!;
    expect(Number(from)).toBeLessThanOrEqual(95_500);
    expect(Number(to)).toBeGreaterThanOrEqual(95_500);
    expect(Number(to) - Number(from)).toBeLessThan(60_000);
  }, 60_000);

  it('gives the bytes of one thread where a field holds what looks like records', async () => {
    const lines = 'x,y,1,2\n'.repeat(1_000_000);
    big(`7,"${lines}",1,2\n8,x,3,4\n9,"${lines.slice(0, 100)}",5,6\n`);
    const softmax = '$L softmax -q -c "x_*" big.csv';
    const { code } = await run(
      `${softmax} -o one.csv && ${softmax} -o two.csv -j 3 && cmp one.csv two.csv`,
    );
    expect(code).toBe(0);
  }, 60_000);

  it('gives the rows of one thread in Arrow and from it, in order', async () => {
    big();
    const { code } = await run(
      '$L sigmoid -q -c x_a big.csv -o one.arrow && $L sigmoid -q -c x_a big.csv -j 2 -o two.arrow &&' +
        '$L convert -q one.arrow one.csv && $L convert -q -j 2 two.arrow two.csv && cmp one.csv two.csv',
    );
    expect(code).toBe(0);
  }, 60_000);

  it.each([
    ['arrow', 'dictionaries'],
    ['arrow', 'none'],
    ['arrows', 'dictionaries'],
    ['arrows', 'none'],
  ])(
    'gives the rows of one thread from and to .%s, with dictionaries: %s, though threads use memory again',
    async (format, which) => {
      const batch = (from: number) =>
        batchOf({
          x: column(KINDS.Float32, 3000, true, from),
          text: column(KINDS.Utf8, 3000, true, from),
          word: column(which === 'none' ? KINDS.Utf8 : KINDS.Dictionary, 3000, true, 0),
          list: column(KINDS.List, 3000, false, from),
        });
      const few = [0, 1, 2, 3].map(batch);
      const many = Array.from({ length: 160 }, (_, i) => few[i % 4]!);
      await lastValueFrom(from(many).pipe(write(path(`in.${format}`))));
      const tanh = `$L tanh -q -c x -c list in.${format}`;
      const { code, stderr } = await run(
        `${tanh} -o one.csv && ${tanh} -j 2 -o two.${format} && $L convert -q two.${format} two.csv && cmp one.csv two.csv`,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
    60_000,
  );

  it('fails with the first error of the file, in its own words, and leaves nothing', async () => {
    big('7,x,high,1\n8,x,1,low\n');
    const softmax = '$L softmax -c "x_*" big.csv -o out.csv';
    const one = await run(softmax);
    const two = await run(`${softmax} --jobs 2; code=$?; ls; exit $code`);
    expect(one.stderr).toContain('row 190000');
    // Nobody counts the batches of all parts.
    expect(two).toEqual({ ...one, stderr: one.stderr.replace(/, batch \d+/, '') });
    expect((await run('ls -A')).code).toBe(0);
  }, 60_000);

  it('counts the lines of an error from the beginning of the file, blank ones before the header too', async () => {
    big('1,2,3\n', '\n\n');
    const { stderr } = await run('$L softmax -c "x_*" big.csv -o out.csv --jobs 2');
    expect(stderr).toContain('a row has 3 fields (row 190000, line 380004)');
  }, 60_000);

  it.each([
    ['exits', 'process.exit(3)', 'has died (got 3); expected enough memory'],
    ['throws', "throw new Error('bad luck')", 'has failed (got "bad luck")'],
    [
      'uses up its heap',
      'const held = []; for (;;) held.push(new Array(100_000).fill(held.length + 0.5))',
      'has died (got "ERR_WORKER_OUT_OF_MEMORY"); expected enough memory',
    ],
  ])(
    'ends where a thread %s, and leaves what was there',
    async (_what, death, message) => {
      // So large that the command's own thread is not done before another one begins.
      big('', '', 1500);
      writeFileSync(path('out.csv'), 'old\n');
      // A thread's first part kills it, while others are converted, written and thrown away.
      writeFileSync(
        path('death.mjs'),
        `import { isMainThread, parentPort as port } from 'node:worker_threads';
        if (!isMainThread) {
          const { on } = port;
          port.on = (name, hear) =>
            on.call(port, name, (order) => { if (order.kind === 'convert') { ${death} } hear(order); });
        }`,
      );
      const { code, stderr } = await run(
        'export NODE_OPTIONS="--max-old-space-size=128 --import=./death.mjs"; ' +
          '$L softmax -q -c "x_*" big.csv -o out.csv --force --jobs 2; code=$?; ls -A >&2; exit $code',
      );
      expect(code).toBe(1);
      const [line, ...files] = stderr.trimEnd().split('\n');
      expect(line).toContain(`logitflow: convert: a worker thread ${message}`);
      expect(files).toEqual(expect.arrayContaining(['big.csv', 'death.mjs', 'out.csv']));
      expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(readFileSync(path('out.csv'), 'utf8')).toBe('old\n');
    },
    60_000,
  );

  it.each([
    ['in the midst of its work', 'out.csv', 0],
    ['while nobody reads its output', '-', 400],
  ])(
    'ends on SIGINT %s, and leaves nothing',
    async (_, output, pause) => {
      big('', '', 3000);
      const argv = ['softmax', '-c', 'x_*', 'big.csv', '-o', output, '--jobs', '2'];
      const child = spawn(process.execPath, [main, ...argv], { cwd: path() });
      const end = ended(child);
      if (output === '-') await once(child.stdout, 'readable');
      else await within(10_000, () => bytesBegun() > 1 << 20);
      await sleep(pause);
      child.kill('SIGINT');
      child.stdout.resume();
      expect(await end).toMatchObject({ code: 130, stderr: 'logitflow: interrupted by SIGINT\n' });
      expect(readdirSync(path())).toEqual(['big.csv']);
    },
    60_000,
  );

  it('rounds probabilities so that they add up as they are written', async () => {
    big();
    const [input, two] = [path('big.csv'), path('two.csv')];
    const steps: Recipe['steps'] = [{ op: 'softmax', columns: ['x_a', 'x_b'], sumToOne: true }];
    const csvOut = { precision: 3 };
    await convert({ steps }, input, path('one.csv'), { csvOut });
    // A worker has to be there.
    const built: typeof import('../../src/node.js') = await import(BUILT_LIBRARY);
    await built.convertByShards({ steps }, input, two, { csvOut, jobs: 2 });
    expect(readFileSync(two).equals(readFileSync(path('one.csv')))).toBe(true);
    const options = { csvOut: { significant: 3 }, jobs: 2 };
    await expect(built.convertByShards({ steps }, input, two, options)).rejects.toThrow(
      'softmax: sumToOne does not outlast the rounding to significant digits (got 3)',
    );
  }, 60_000);

  it('does alone what has no parts, and what needs the whole stream', async () => {
    big();
    // From the sources there is no worker to run.
    const steps: Recipe['steps'] = [{ op: 'softmax', columns: 'x_a', over: 'stream', as: 'p' }];
    const alone = (recipe: Recipe, inputs: readonly string[]) =>
      convertByShards(recipe, inputs, path('out.csv'), { jobs: 2 });
    expect((await alone({ steps }, [path('big.csv')])).rows).toBe(190_000);
    const twice = await alone({ steps: [] }, [path('big.csv'), path('big.csv')]);
    expect(twice.rows).toBe(380_000);
  }, 60_000);

  it.each([
    ['a CSV of 32 MB for each', '', 2],
    ['told to use one', '--jobs 1', 1],
    ['what becomes Arrow', '--to arrow', 1],
  ])(
    'without being said gives threads to %s, by the cores',
    async (_what, flags, most) => {
      big('', '', 1400);
      writeFileSync(path('note.mjs'), NOTE_THREADS);
      const { code } = await run(
        `export NODE_OPTIONS=--import=./note.mjs; $L sigmoid -q -c x_a big.csv ${flags} > out`,
      );
      const threads = readFileSync(path('threads.txt'), 'utf8').length;
      expect([code, threads]).toEqual([0, Math.min(most, availableParallelism())]);
    },
    60_000,
  );

  it('is refused where it is no number of threads', async () => {
    const { code, stderr } = await run('$L convert a.csv b.csv --jobs 0');
    expect([code, stderr]).toEqual([
      2,
      'logitflow: convert: --jobs is out of range (got 0); expected 1 to 256\n',
    ]);
  });
});

describe('errors', () => {
  it('travel as what they are', () => {
    const error = new LimitError({ operator: 'o', what: 'w', row: 3, cause: new Error('c') });
    const back = toError(structuredClone(toFailure(error)));
    expect(back).toBeInstanceOf(LimitError);
    expect(back).toMatchObject({ message: error.message, report: { row: 3 } });
    expect(toError(structuredClone(toFailure(new RangeError('r'))))).toEqual(new RangeError('r'));
  });
});
