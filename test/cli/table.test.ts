import { writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DateDay,
  Decimal,
  makeData,
  Schema,
  Table,
  TimestampMillisecond,
  tableToIPC,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { counted, duration, speed } from '../../src/cli/printing/numbers.js';
import { Progress } from '../../src/cli/printing/progress.js';
import { type TableColumn, table } from '../../src/cli/printing/table.js';
import { newField, recordBatch } from '../../src/columns/batches.js';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const column = (name: string, ...cells: string[]): TableColumn => ({ name, cells, align: 'left' });

describe('a table', () => {
  it('hides columns in the middle where the line is short, and counts them', () => {
    const columns = Array.from({ length: 9 }, (_, i) => column(`column_${i}`, 'x'));
    const { lines, hidden } = table(columns, 1, { columns: 45 });
    expect(lines).toEqual([
      'column_0  column_1  …  column_7  column_8',
      'x         x         …  x         x',
    ]);
    expect(hidden).toBe(5);
    expect(lines.every((line) => line.length <= 45)).toBe(true);
  });

  it('shows all of them where they fit, and at least one where none does', () => {
    expect(table([column('a', '1'), column('b', '2')], 1, { columns: 4 }).hidden).toBe(0);
    const one = table([column('a long name', '1'), column('b', '2')], 1, { columns: 4 });
    expect(one.hidden).toBe(1);
  });

  it('cuts a long cell, and says so', () => {
    const { lines } = table([column('a', 'x'.repeat(100))], 1, { columns: 60 });
    expect(lines[1]).toBe(`${'x'.repeat(39)}…`);
  });
});

describe('head', () => {
  const CSV = `id,name,p\n1,null,0.123456789\n200,,1e-9\n3,"a\nb",-0.0\n4,,\n`;

  it('puts numbers at the right, and tells null from a text that says so', async () => {
    const { stdout } = await run(['head', put('in.csv', CSV)]);
    expect(stdout.split('\n')).toEqual([
      ' id  name               p',
      '  1  "null"      0.123457',
      '200  null            1e-9',
      '  3  a\\u{000a}b        -0',
      '  4  null            null',
      '',
    ]);
  });

  it('cuts the names of columns in a schema, so that their types stay in sight', async () => {
    const { stdout } = await run(['schema', put('in.csv', `${'x'.repeat(10_000)},y\n1,2\n`)]);
    expect(stdout.split('\n')[2]).toBe(`${'x'.repeat(79)}…  Int64  yes`);
  });

  it('shows times and decimals as people write them, not as the counts that they are', async () => {
    const fields = [
      newField('day', new DateDay(), true),
      newField('at', new TimestampMillisecond(), true),
      newField('price', new Decimal(2, 10), true),
    ];
    const data = [
      Int32Array.of(19_782),
      BigInt64Array.of(1_709_208_000_000n),
      Uint32Array.of(1999, 0, 0, 0),
    ];
    // Each array is of its type's class.
    const children = fields.map(({ type }, i) =>
      makeData({ type, length: 1, nullCount: 0, data: data[i] } as Parameters<typeof makeData>[0]),
    );
    const times = new Table([recordBatch(new Schema(fields), children, 1)]);
    writeFileSync(path('times.arrow'), tableToIPC(times, 'file'));
    const { stdout } = await run(['head', path('times.arrow')]);
    expect(stdout.split('\n')[1]).toMatch(/^2024-02-29 +2024-02-29T12:00:00\.000 +19\.99$/);
  });

  it('shows as many rows as it is asked for, and every digit under --full', async () => {
    const { stdout } = await run(['head', '-n', '1', '-c', 'p', '--full', put('in.csv', CSV)]);
    expect(stdout).toBe('          p\n0.123456789\n');
    expect((await run(['head', '-n0', path('in.csv')])).stdout).toBe('id  name  p\n');
    expect((await run(['head', '-n', '-1', path('in.csv')])).code).toBe(2);
  });

  it('is cut to the width of a terminal, dims nulls there, and says what it left out', async () => {
    const wide = put(
      'wide.csv',
      `${Array.from({ length: 40 }, (_, i) => `col_${i}`).join()}\n${','.repeat(39)}\n`,
    );
    const { stdout, stderr } = await run(['head', wide], { terminals: ['stdout'], columns: 40 });
    expect(stdout).toContain('\u001b[2mnull');
    expect(stdout.split('\n')[0]!.length).toBeLessThanOrEqual(40);
    expect(stderr).toBe('35 columns of 40 not shown; -c chooses, --full shows all\n');
    const plain = await run(['head', wide], { terminals: ['stdout'], env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    expect((await run(['head', wide])).stdout.split('\n')[0]).toContain('col_20');
  });

  it('shows lists, and columns that share a name', async () => {
    const { stdout } = await run(['head', put('in.csv', 'a,a\n"[1,2.5,null]",1\n')]);
    expect(stdout).toBe('a               a\n[1, 2.5, null]  1\n');
  });
});

describe('numbers for people', () => {
  it.each([
    [0.214, '0.21 s'],
    [3, '3 s'],
    [34.4, '34 s'],
    [725, '12 min 5 s'],
    [10920, '3 h 2 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it('are grouped, and know their singular', () => {
    expect(counted(1, 'row')).toBe('1 row');
    expect(counted(1_234_567, 'row')).toBe('1,234,567 rows');
    expect(speed(84_240_000)).toBe('84.2 MB/s');
  });
});

describe('progress', () => {
  function drawn(total: number | undefined, columns = 80) {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns });
    let now = 0;
    const progress = new Progress(terminal, total, () => now);
    const lines = () => {
      const text = String(terminal.read() ?? '');
      return text.split('\r\u001b[2K').slice(1);
    };
    return {
      progress,
      lines,
      at: (ms: number) => {
        now = ms;
      },
    };
  }

  it('tells rows, speed, percent and time left, at most ten times a second, and goes', () => {
    const { progress, lines, at } = drawn(10_000_000);
    for (let ms = 0; ms <= 1000; ms += 10) {
      at(ms);
      progress.onRows(100);
      progress.onRead(50_000);
    }
    progress.clear();
    const all = lines();
    expect(all.length).toBeLessThanOrEqual(7);
    expect(all.at(-2)).toMatch(/^[\d,]+ rows · 5\.\d MB\/s · 50 % · [12] s left$/);
    expect(all.at(-1)).toBe('');
  });

  it('tells no percent where the end is not known, and fits the line', () => {
    const { progress, lines, at } = drawn(undefined, 15);
    at(2000);
    progress.onRead(4_000_000);
    expect(lines()).toEqual(['0 rows · 2.0 M']);
  });

  it('says nothing of what is over before anybody looks', () => {
    const { progress, lines, at } = drawn(100);
    at(300);
    progress.onRead(100);
    progress.clear();
    expect(lines()).toEqual([]);
  });

  it('is there only where standard error is a terminal, and not under --quiet', async () => {
    const input = put('in.csv', 'a,b\n0.25,0.75\n');
    // Its second piece comes late however long it took before the first was asked for.
    async function* slowly() {
      yield Buffer.from('a,b\n');
      await sleep(700);
      yield Buffer.from('0.25,0.75\n');
    }
    const argv = ['softmax', '-c', 'a,b', '-o', '/dev/null'];
    const { stderr } = await run(argv, { stdin: Readable.from(slowly()), terminals: ['stderr'] });
    const shown = stderr.split('\r\u001b[2K');
    expect(shown[1]).toMatch(/^\d rows? · 0\.0 MB\/s$/);
    expect(shown.at(-1)).toMatch(/^1 row in /);
    expect((await run([...argv, input])).stderr).not.toContain('\u001b');
    expect((await run([...argv, input, '-q'], { terminals: ['stderr'] })).stderr).toBe('');
  });
});
