import { linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { rebatch } from '../../operators/rebatch.js';
import { DataError, FileError, SelectionError } from '../../src/errors.js';
import { type ConvertOptions, convert } from '../../src/files/conversion/convert.js';
import { read } from '../../src/files/read.js';
import { write } from '../../src/files/write.js';
import { encodeArrow } from '../../src/formats/arrow-ipc/encoder.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { toOperator } from '../../src/recipes/to-operator.js';
import { batchOf as arrowBatch, column, KINDS } from '../formats/arrow-ipc/batches.js';
import { makeFifo, openDescriptors, rowsOf, scratch } from './support.js';

const path = scratch();

const NOTHING: Recipe = { steps: [] };
const PROBABILITIES: Recipe = { steps: [{ op: 'softmax', columns: 'x_*', as: 'p_*' }] };

function put(name: string, text: string): string {
  writeFileSync(path(name), text);
  return path(name);
}

/** Converts to standard output and gives back what came out. */
async function piped(recipe: Recipe, inputs: string | string[], options: ConvertOptions = {}) {
  const stdout = new PassThrough();
  const seen: Uint8Array[] = [];
  stdout.on('data', (chunk: Uint8Array) => seen.push(chunk));
  const written = await convert(recipe, inputs, '-', { ...options, stdout });
  return { written, bytes: Buffer.concat(seen) };
}

describe('convert', () => {
  it('passes the columns of a CSV that no step touches byte for byte', async () => {
    const input = put(
      'in.csv',
      'id,x_a,note,x_b\r\n007,1.50,"a ""quoted"", one",2\r\n8e0,0,,0\r\n',
    );
    await convert(PROBABILITIES, input, path('out.csv'));
    const lines = readFileSync(path('out.csv'), 'utf8').split(/\r?\n/);
    expect(lines[1]).toMatch(/^007,1\.50,"a ""quoted"", one",2,0\.37754\d+,0\.62245\d+$/);
    expect(lines[2]).toBe('8e0,0,,0,0.5,0.5');
  });

  it('reads the lists of a CSV that a step works on, and passes other lists byte for byte', async () => {
    const input = put(
      'in.csv',
      'id,x,y\n1.0,"[1, 1]","[1.0, 2]"\n2,,\n3,"[null,2]",\n4,[5],"[ ]"\n',
    );
    const recipe: Recipe = {
      steps: [
        { op: 'softmax', columns: 'x' },
        { op: 'select', columns: ['id', 'x', 'y'] },
      ],
    };
    await convert(recipe, input, path('out.csv'));
    expect(readFileSync(path('out.csv'), 'utf8')).toBe(
      'id,x,y\n1.0,"[0.5,0.5]","[1.0, 2]"\n2,,\n3,,\n4,[1],"[ ]"\n',
    );
  });

  it.each(['arrow', 'arrows'])(
    'writes to .%s the values that the operators give, though batches share memory one after the other, and small ones are joined',
    async (format) => {
      const batch = (length: number, from: number) =>
        arrowBatch({
          a: column(KINDS.Float32, length, true, from),
          b: column(KINDS.Float32, length, from % 2 === 0, 2 * from),
          text: column(KINDS.Utf8, length, true, from),
          word: column(KINDS.Dictionary, length, true, from),
          list: column(KINDS.List, length, true, from),
        });
      const sizes = [3, 5000, 1, 70, 200_000, 0, 9, 1000];
      const inputs = ['one', 'two'].map((name) => path(`${name}.${format}`));
      for (const [i, input] of inputs.entries()) {
        const all = from(sizes).pipe(map((length) => batch(length, i)));
        await lastValueFrom(all.pipe(write(input)));
      }
      const steps: Recipe['steps'] = [
        { op: 'softmax', columns: ['a', 'b'] },
        { op: 'tanh', columns: ['list', 'b'] },
        { op: 'argmax', columns: ['a', 'b'], as: 'best' },
      ];
      await convert({ steps }, inputs, path(`converted.${format}`));
      const piped = read(inputs).pipe(toOperator({ steps }), write(path(`piped.${format}`)));
      await lastValueFrom(piped);
      const inOne = async (name: string) => {
        const all = read(path(`${name}.${format}`)).pipe(rebatch({ rows: 10 ** 6 }));
        return Buffer.concat(await lastValueFrom(all.pipe(encodeArrow(), toArray())));
      };
      expect((await inOne('converted')).equals(await inOne('piped'))).toBe(true);
    },
  );

  it('names the row of the file where small batches were joined, and no batch', async () => {
    const batch = (nulls: boolean) => arrowBatch({ x: column(KINDS.Float32, 100, nulls) });
    const [one, two] = [path('one.arrow'), path('two.arrow')];
    await lastValueFrom(from([false, false, false]).pipe(map(batch), write(one)));
    await lastValueFrom(from([false, true]).pipe(map(batch), write(two)));
    const recipe: Recipe = { steps: [{ op: 'tanh', columns: 'x', nulls: 'error' }] };
    for (const inputs of [two, [one, two]]) {
      await expect(convert(recipe, inputs, path('out.arrow'))).rejects.toThrow(
        /two\.arrow: tanh: a null \(column "x", row 103\)/,
      );
    }
  });

  it('reads no further than a batch ahead of a target that is slow', async () => {
    const row = `${'x'.repeat(99)}\n`;
    const input = put('in.csv', `a\n${row.repeat(200_000)}`);
    let read = 0;
    let taken = 0;
    let furthest = 0;
    const stdout = new Writable({
      write(chunk: Uint8Array, _, done) {
        furthest = Math.max(furthest, read - taken);
        taken += chunk.length;
        setTimeout(done, 5);
      },
    });
    await convert(NOTHING, input, '-', {
      stdout,
      onRead: (bytes) => {
        read += bytes;
      },
    });
    expect(taken).toBe(2 + 200_000 * row.length);
    // A batch that is written, one that is read, and a chunk of the file.
    expect(furthest).toBeLessThan(4 << 20);
  });

  it('gives back a CSV as it was where there is no step', async () => {
    const text = 'a;b\n1.0;"x;y"\n;""\n';
    const input = put('in.csv', text);
    await convert(NOTHING, input, path('out.csv'), { csv: { delimiter: ';' } });
    expect(readFileSync(path('out.csv'), 'utf8')).toBe(text);
  });

  it('writes the values anew between other delimiters', async () => {
    const input = put('in.tsv', 'a\tb\n1.0\tx,y\n');
    await convert(NOTHING, input, path('out.csv'));
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('a,b\n1,"x,y"\n');
  });

  it('reads and writes no header where there is none', async () => {
    const input = put('in.csv', '1.0,2\n3,4\n');
    await convert(NOTHING, input, path('out.csv'), { csv: { header: false } });
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('1.0,2\n3,4\n');
  });

  it('reads inputs of several dialects each in its own', async () => {
    const inputs = [put('a.csv', 'a,b\n0,"x\ty"\n'), put('b.tsv', 'a\tb\n0\tx,y\n')];
    const recipe: Recipe = { steps: [{ op: 'sigmoid', columns: 'a' }] };
    await convert(recipe, inputs, path('out.csv'));
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('a,b\n0.5,x\ty\n0.5,"x,y"\n');
  });

  it('takes formats from the recipe, and from options above it', async () => {
    const recipe: Recipe = {
      read: { format: 'csv', delimiter: ';', types: { a: 'text' } },
      steps: [],
      write: { format: 'tsv' },
    };
    const input = put('in', 'a;b\n1.0;2\n');
    await convert(recipe, input, path('out'));
    expect(readFileSync(path('out'), 'utf8')).toBe('a\tb\n1.0\t2\n');
    await convert(recipe, input, path('out'), {
      csvOut: { delimiter: '|' },
      to: { format: 'csv', gzip: false },
    });
    expect(readFileSync(path('out'), 'utf8')).toBe('a|b\n1.0|2\n');
  });

  it('takes the format of the output by its name, and refuses what is none', async () => {
    const input = put('in.csv', 'a,b\n1.0,2\n');
    await convert(NOTHING, input, path('out'), { to: 'tsv' });
    expect(readFileSync(path('out'), 'utf8')).toBe('a\tb\n1\t2\n');
    await convert(NOTHING, input, path('out.gz'), { to: 'csv' });
    expect(gunzipSync(readFileSync(path('out.gz'))).toString()).toBe('a,b\n1.0,2\n');
    for (const to of ['cvs', {}, { format: 'parquet' }] as never[]) {
      await expect(convert(NOTHING, input, path('out'), { to })).rejects.toThrow(
        /^convert: no such format \(got .*\); expected one of csv, tsv, arrow, arrows/,
      );
    }
  });

  it('gives standard output the format of the first input, and Arrow as a stream', async () => {
    const csv = put('in.csv', 'a\n1\n');
    await convert(NOTHING, csv, path('in.arrow'));
    expect((await piped(NOTHING, csv)).bytes.toString()).toBe('a\n1\n');
    const { bytes, written } = await piped(NOTHING, path('in.arrow'));
    expect(bytes.subarray(0, 4).toString('hex')).toBe('ffffffff');
    expect(written).toEqual({ path: '-', rows: 1, batches: 1, bytes: bytes.length });
  });

  it('tells what comes on standard input by its bytes', async () => {
    const stdin = new PassThrough();
    stdin.end(gzipSync('a,b\n1,2\n'));
    const { bytes } = await piped(NOTHING, '-', { stdin });
    expect(bytes.toString()).toBe('a,b\n1,2\n');
  });

  it('refuses an output that is an input, by any of its names', async () => {
    const input = put('in.csv', 'a\n1\n');
    symlinkSync(input, path('soft.csv'));
    linkSync(input, path('hard.csv'));
    for (const name of ['in.csv', 'soft.csv', 'hard.csv']) {
      const converting = convert(NOTHING, [put('other.csv', 'a\n1\n'), input], path(name));
      await expect(converting).rejects.toBeInstanceOf(FileError);
      await expect(converting).rejects.toThrow(
        `${path(name)}: convert: the output is also an input`,
      );
    }
    expect(readFileSync(input, 'utf8')).toBe('a\n1\n');
  });

  it('says of which file, and of which row in it, an operator complains', async () => {
    const first = put('a.csv', 'x_a,x_b\n1,2\n3,4\n');
    const second = put('b.csv', 'x_a,x_b\n5,6\n7,oops\n');
    const converting = convert(PROBABILITIES, [first, second], path('out.csv'));
    await expect(converting).rejects.toBeInstanceOf(DataError);
    await expect(converting).rejects.toMatchObject({
      report: { file: second, row: 1, column: 'x_b' },
    });
    expect(readdirSync(path()).sort()).toEqual(['a.csv', 'b.csv']);
  });

  it('takes several CSVs by the lane as one, packed ones too, and says of which an error is', async () => {
    const first = put('one.csv', 'x_a,x_b\n1,2\n3,');
    writeFileSync(path('two.csv'), gzipSync('x_a,x_b\r\n1.0,2\r\n'));
    const onLane = vi.fn();
    const { bytes } = await piped(PROBABILITIES, [first, path('two.csv'), first], { onLane });
    expect(onLane.mock.calls).toEqual([['csv']]);
    const [one, two] = ['1,2,0.2689414213699951,0.7310585786300049', '3,,,'];
    const three = '1.0,2,0.2689414213699951,0.7310585786300049';
    expect(`${bytes}`).toBe(['x_a,x_b,p_a,p_b', one, two, three, one, two, ''].join('\n'));
    const wrong = put('wrong.csv', 'x_a,x_b\n1,2\n5,what\n');
    const error = await piped(PROBABILITIES, [first, wrong]).catch((reason: unknown) => reason);
    expect((error as DataError).report).toMatchObject({ file: wrong, row: 1, got: 'what' });
    const other = put('other.csv', 'x_b,x_a\n1,2\n');
    await expect(piped(PROBABILITIES, [first, other])).rejects.toThrow(/schema differs/);
  });

  it('names the file whose columns an operator does not find', async () => {
    const input = put('a.csv', 'y\n1\n');
    const converting = convert(PROBABILITIES, input, path('out.csv'));
    await expect(converting).rejects.toBeInstanceOf(SelectionError);
    await expect(converting).rejects.toThrow(`${input}: softmax: `);
  });

  it('reports what each step met, once', async () => {
    const input = put('a.csv', 'x_a,x_b\n1,\nnan,2\n-inf,-inf\n1,2\n');
    const met: unknown[] = [];
    await convert(PROBABILITIES, input, path('out.arrow'), {
      report: (step, op, counts) => met.push([step, op, counts]),
    });
    expect(met).toEqual([
      [0, 'softmax', { rows: 4, batches: 1, nulls: 1, nans: 1, infinities: 0, degenerate: 1 }],
    ]);
  });

  it('reads labels from a file', async () => {
    const input = put('a.csv', 'x_a,x_b\n1,2\n');
    const recipe: Recipe = {
      steps: [
        { op: 'argmax', columns: 'x_*', as: 'best', labels: { file: put('l.txt', 'no\nyes\n') } },
      ],
    };
    await convert(recipe, input, path('out.arrow'));
    const rows = rowsOf(await lastValueFrom(read(path('out.arrow')).pipe(toArray())));
    expect(rows).toEqual([[1, 2, 'yes']]);
    const absent: Recipe = {
      steps: [{ op: 'argmax', columns: 'x_*', as: 'best', labels: { file: path('none') } }],
    };
    await expect(convert(absent, input, path('out.arrow'))).rejects.toThrow(
      `${path('none')}: labels: no such file or directory`,
    );
  });

  it('has tidied up when an abort is over, also with a read pending', async () => {
    const pipe = makeFifo(path('pipe.csv'));
    const leave = new AbortController();
    const reason = new Error('enough');
    const converting = convert(NOTHING, pipe, path('out.csv'), { signal: leave.signal });
    const outcome = converting.catch((error: unknown) => error);
    // The output is opened before the pipe is waited for.
    await vi.waitFor(() => expect(readdirSync(path())).toHaveLength(2), { timeout: 5000 });
    const start = performance.now();
    leave.abort(reason);
    expect(await outcome).toBe(reason);
    expect(performance.now() - start).toBeLessThan(200);
    expect(readdirSync(path())).toEqual(['pipe.csv']);
    expect(openDescriptors(path())).toEqual([]);
  });

  it('does nothing where the signal has aborted before', async () => {
    const input = put('a.csv', 'a\n1\n');
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(convert(NOTHING, input, path('out.csv'), { signal })).rejects.toThrow('too late');
    expect(readdirSync(path())).toEqual(['a.csv']);
  });

  it.each([
    ['', 'a\n1\n2\n'],
    [', also those that a lane leaves', 'a\r1\r2\r'],
  ])('tells how much it has read, in bytes and rows%s', async (_, text) => {
    const input = put('a.csv', text);
    const seen = { bytes: 0, rows: 0 };
    await convert(NOTHING, input, path('out.csv'), {
      onRead: (bytes) => {
        seen.bytes += bytes;
      },
      onRows: (rows) => {
        seen.rows += rows;
      },
    });
    expect(seen).toEqual({ bytes: 6, rows: 2 });
  });
});
