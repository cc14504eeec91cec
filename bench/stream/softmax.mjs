// Softmax over a whole file: time, peak memory and the exact sum of the probabilities. Needs `npm run build`.
//
// node bench/stream/softmax.mjs [--rows 100000000] [--batch-rows 65536] [--rounds 3] [--seed 1] [--dir FOLDER]
//
// The file holds one column `score` of float64. The time is compared with reading and writing the same file twice
// (`convert` without steps, twice), in alternation; the medians count. It prints and never fails.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Field, Float64, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { lastValueFrom, tap } from 'rxjs';
import { fromPull } from '../../dist/index.js';
import { readArrow, writeArrow } from '../../dist/node.js';
import { result } from '../results.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000000' },
    'batch-rows': { type: 'string', default: '65536' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string' },
  },
});

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = options.dir ?? mkdtempSync(join(tmpdir(), 'logitflow-stream-'));
mkdirSync(folder, { recursive: true });
const file = (name) => join(folder, name);
const rows = Number(options.rows);

/** Scores in [−10, 10), by xorshift32. */
function* batches(batchRows, seed) {
  const field = new Field('score', new Float64(), false);
  const schema = new Schema([field]);
  let s = seed;
  for (let first = 0; first < rows; first += batchRows) {
    const length = Math.min(batchRows, rows - first);
    const data = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      s ^= s << 13;
      s ^= s >>> 17;
      s ^= s << 5;
      data[i] = ((s >>> 0) / 2 ** 32 - 0.5) * 20;
    }
    const children = [makeData({ type: new Float64(), length, nullCount: 0, data })];
    const type = new Struct([field]);
    yield new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
  }
}

/** Runs the command; peak memory in bytes, and seconds. */
function measure(args) {
  const command = here('../../dist/cli.js');
  const preload = ['--import', here('../memory/report-peak.mjs')];
  const start = performance.now();
  const child = spawn(process.execPath, [...preload, command, ...args, '--force', '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let peak = '';
  child.stdio[3].on('data', (chunk) => {
    peak += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, peak: Number(peak) * 1024, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** The sum of a column, and what it leaves: two doubles hold a sum of 10⁸ probabilities to 2⁻⁸⁰. */
async function sumOf(path, name) {
  let high = 0;
  let low = 0;
  await lastValueFrom(
    readArrow(path).pipe(
      tap((batch) => {
        for (const x of batch.getChild(name).toArray()) {
          const sum = high + x;
          const part = sum - high;
          low += high - (sum - part) + (x - part);
          high = sum;
        }
      }),
    ),
  );
  return { high, low };
}

const megabytes = (bytes) => Math.round(bytes / 1e6);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

if (!existsSync(file('big.arrow'))) {
  const source = fromPull(() => batches(Number(options['batch-rows']), Number(options.seed)));
  await lastValueFrom(source.pipe(writeArrow(file('big.arrow'))));
}

const SOFTMAX = ['softmax', '-c', 'score', '--over', 'stream', '--as', 'p'];
const runs = { copies: [], softmax: [] };
for (let round = 0; round < Number(options.rounds); round++) {
  const first = await measure(['convert', file('big.arrow'), file('copy.arrow')]);
  const second = await measure(['convert', file('big.arrow'), file('copy.arrow')]);
  runs.copies.push(first.seconds + second.seconds);
  runs.softmax.push(await measure([...SOFTMAX, file('big.arrow'), '-o', file('out.arrow')]));
}
const seconds = runs.softmax.map((run) => run.seconds);
const { high, low } = await sumOf(file('out.arrow'), 'p');
const ratio = median(seconds) / median(runs.copies);
const peakMb = Math.max(...runs.softmax.map((run) => run.peak)) / 1e6;
result({
  ...{ table: `Softmax over a stream of ${rows} float64, exact state`, job: 'the command' },
  ...{ against: 'two copies by the command', ratio, means: 'time', goal: 2.5, measure: 'wall' },
  ...{ peakMb, goalMb: 200 },
});
console.log(`${rows} values, ${megabytes(statSync(file('big.arrow')).size)} MB`);
console.log(
  `softmax ${median(seconds).toFixed(2)} s, two copies ${median(runs.copies).toFixed(2)} s`,
);
console.log(`ratio ${ratio.toFixed(2)} (goal 2.5)`);
console.log(`peak ${Math.round(peakMb)} MB (goal 200)`);
console.log(`sum of p − 1: ${((high - 1 + low) / 2 ** -52).toFixed(3)} ulp (goal 2)`);
if (options.dir === undefined) rmSync(folder, { recursive: true, force: true });
