/**
 * Peaks of memory at two sizes of input: they must not differ. Needs `npm run build`.
 *
 *     node bench/memory/peaks.mjs [--small 200] [--large 2000] [--only TEXT]
 *
 * Softmax of ten columns in place, each job a process of its own, median of three. Inputs are made by a seed,
 * in storage that is memory where there is any.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeArrow } from '../convert/arrow-inputs.mjs';
import { workspace, writeCsv } from '../convert/inputs.mjs';
import { measure, median } from '../convert/measure.mjs';
import { result } from '../results.mjs';

const { values: options } = parseArgs({
  options: {
    small: { type: 'string', default: '200' },
    large: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
  },
});
const RUNS = 3;
const BATCH_ROWS = 65_536;
const folder = workspace();
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const output = (to) => `${folder}/out.${to}`;
const command = (to) => (input) => [
  here('../../dist/cli.js'),
  ...['softmax', '-c', 'logit_*', input, '-o', output(to), '--force', '--quiet'],
];
const csv = (megabytes) => writeCsv(folder, megabytes);
const arrow = (kind, rows) => (megabytes) =>
  makeArrow(`${folder}/${kind}-${rows}-${megabytes}.arrow`, kind, megabytes, rows);
/** Two batches of 55 bytes a row, beside 100 MB. */
const ARROW_GOAL = Math.round(100 + (2 * BATCH_ROWS * 55) / 1e6);

const JOBS = [
  [
    'CSV → CSV, the command, --jobs 1',
    csv,
    (input) => [...command('csv')(input), '--jobs', '1'],
    64,
  ],
  [
    'CSV → CSV, an RxJS pipeline',
    csv,
    (input) => [here('../convert/contenders/logitflow.mjs'), input, output('csv')],
    128,
  ],
  ['CSV → CSV, the command, --jobs 2', csv, (input) => [...command('csv')(input), '--jobs', '2']],
  ['Arrow → Arrow, the command', arrow('wide', BATCH_ROWS), command('arrow'), ARROW_GOAL],
  ['Arrow → Arrow, one batch, the command', arrow('wide', Infinity), command('arrow'), 200],
];

for (const size of [options.small, options.large]) {
  for (const [job, make, argv, goalMb] of JOBS.filter(([name]) => name.includes(options.only))) {
    const input = await make(Number(size));
    const runs = Array.from({ length: RUNS }, () => measure({ argv: argv(input) }, folder));
    const peakMb = median(runs.map(({ megabytes }) => megabytes));
    console.log(`${job}, ${size} MB: ${peakMb.toFixed(0)} MB${goalMb ? ` (goal ${goalMb})` : ''}`);
    result({ table: 'Peaks of memory', job: `${job}, ${size} MB`, peakMb, goalMb });
    rmSync(input);
  }
}
