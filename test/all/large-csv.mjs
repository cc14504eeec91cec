/**
 * Reads and writes a CSV of an extreme shape: node large-csv.mjs FOLDER SHAPE; prints its size, rows, processor time a
 * byte and peak memory.
 */
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { readCsv, writeCsv } from '../../dist/node.js';

const MEBI = 1 << 20;
/** None is a whole number, so that every block of a column says float64. */
const number = (i) => ((i * 7919) % 1_000_003) / 64 + 1 / 128;

/** By name: the header, and what follows it, in `count` pieces. */
const SHAPES = {
  ordinary: {
    header: 'id,x,y,name\n',
    count: 100,
    piece: lines((i) => `${i},${number(i)},${number(i + 1)},item ${i}\n`, 35_000),
  }, // prettier-ignore
  'a field': { header: 'a,b\n1,"', count: 100, piece: () => 'x'.repeat(MEBI), end: '"\n' },
  'a field of quotes': {
    header: 'a,b\n1,"',
    count: 100,
    piece: () => '""'.repeat(MEBI / 2),
    end: '"\n',
  }, // prettier-ignore
  columns: {
    header: `${list((i) => `c${i}`)}\n`,
    count: 40,
    piece: (n) => `${list((i) => number(i + n))}\n`,
  }, // prettier-ignore
  'rows of one column': {
    header: 'x\n',
    count: 100,
    piece: lines((i) => `${number(i)}\n`, 100_000),
  },
  'rows without a final newline': {
    header: 'x,y\n',
    count: 100,
    piece: lines((i) => `${number(i)},abc\n`, 50_000),
    end: '1.5,end',
  }, // prettier-ignore
  'blank lines': { header: 'a,b\n1,2\n', count: 100, piece: () => '\n'.repeat(MEBI), end: '3,4' },
};

function list(text) {
  return Array.from({ length: 100_000 }, (_, i) => text(i)).join();
}

function lines(line, count) {
  const text = Array.from({ length: count }, (_, i) => line(i)).join('');
  return () => text;
}

const [, , folder, shape] = process.argv;
const { header, count, piece, end = '' } = SHAPES[shape];
const input = join(folder, 'input.csv');
const file = openSync(input, 'w');
writeSync(file, header);
for (let i = 0; i < count; i++) writeSync(file, piece(i));
writeSync(file, end);
closeSync(file);

const before = process.cpuUsage();
const { rows, bytes } = await lastValueFrom(
  readCsv(input).pipe(writeCsv(join(folder, 'output.csv'))),
);
const { user, system } = process.cpuUsage(before);
const { size } = statSync(input);
const nanoseconds = ((user + system) * 1000) / size;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ size, rows, bytes, nanoseconds, peak }));
