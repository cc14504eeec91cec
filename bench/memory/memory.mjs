// Peak memory of the command and of a pipeline in RxJS over inputs that are much larger. Needs `npm run build`.
//
// node bench/memory/memory.mjs [--arrow-mb 1500] [--csv-mb 1000] [--batch-rows 65536] [--reader-mb-s 100]
//                              [--sink-ms 40] [--dir FOLDER] [--only TEXT] [--huge]
//
// Prints a table; it never fails. The inputs stay in --dir (default: a temporary folder, removed at the end).
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeInput } from './inputs.mjs';

const { values: options } = parseArgs({
  options: {
    'arrow-mb': { type: 'string', default: '1500' },
    'csv-mb': { type: 'string', default: '1000' },
    'batch-rows': { type: 'string', default: '65536' },
    'reader-mb-s': { type: 'string', default: '100' },
    'sink-ms': { type: 'string', default: '40' },
    dir: { type: 'string' },
    only: { type: 'string', default: '' },
    huge: { type: 'boolean', default: false },
  },
});

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const command = here('../../dist/cli.js');
const folder = options.dir ?? mkdtempSync(join(tmpdir(), 'logitflow-memory-'));
mkdirSync(folder, { recursive: true });
const file = (name) => join(folder, name);

const SOFTMAX = ['softmax', '-c', 'logit_*', '--as', 'prob_*', '--force', '--quiet'];
const slow = `| ${process.execPath} ${here('slow-reader.mjs')} ${options['reader-mb-s']}`;
const fast = '| cat > /dev/null';
const out = (name) => `-o ${file(name)}`;
const run = (input, rest) =>
  `$NODE ${command} ${SOFTMAX.map((word) => `'${word}'`).join(' ')} ${input} ${rest}`;

/** [what, input, the line of the shell, the limit in MB] */
const cases = [
  ['Arrow stream → Arrow stream', 'in.arrows', run(file('in.arrows'), out('out.arrows')), 200],
  ['Arrow stream → Arrow file', 'in.arrows', run(file('in.arrows'), out('out.arrow')), 200],
  ['Arrow stream → stdout', 'in.arrows', run(file('in.arrows'), fast), 200],
  ['Arrow stream → stdout, slow reader', 'in.arrows', run(file('in.arrows'), slow), 200],
  [
    'stdin, Arrow stream → stdout, slow reader',
    'in.arrows',
    `cat ${file('in.arrows')} | ${run('-', slow)}`,
    200,
  ],
  ['Arrow file → Arrow file', 'in.arrow', run(file('in.arrow'), out('out.arrow')), 200],
  [
    'stdin, Arrow file (spilled) → Arrow file',
    'in.arrow',
    `cat ${file('in.arrow')} | ${run('-', out('out.arrow'))}`,
    200,
  ],
  ['CSV → CSV', 'in.csv', run(file('in.csv'), out('out.csv')), 200],
  ['CSV → Arrow file', 'in.csv', run(file('in.csv'), out('out.arrow')), 200],
  ['CSV → stdout, slow reader', 'in.csv', run(file('in.csv'), slow), 200],
  ['CSV → CSV.gz', 'in.csv', run(file('in.csv'), out('out.csv.gz')), 200],
  [
    'RxJS, Arrow stream, slow sink',
    'in.arrows',
    `$NODE ${here('pipeline.mjs')} ${file('in.arrows')} ${options['sink-ms']}`,
    250,
  ],
  ...(options.huge
    ? [
        [
          'Arrow stream of one batch → Arrow stream',
          'huge.arrows',
          run(file('huge.arrows'), out('out.arrows')),
          undefined,
        ],
      ]
    : []),
];

const SIZES = { 'in.csv': options['csv-mb'], 'huge.arrows': '400' };
const ROWS = { 'huge.arrows': Number.MAX_SAFE_INTEGER };

function measure(line) {
  const start = performance.now();
  const node = `${process.execPath} --import ${here('report-peak.mjs')}`;
  const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
    env: { ...process.env, NODE: node },
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

const rows = [];
for (const [what, input, line, limit] of cases.filter(([name]) => name.includes(options.only))) {
  const batchRows = Math.min(ROWS[input] ?? Number(options['batch-rows']), 8_000_000);
  const bytes = await makeInput(
    file(input),
    Number(SIZES[input] ?? options['arrow-mb']),
    batchRows,
  );
  const { code, peak, seconds } = await measure(line);
  rows.push({
    case: what,
    'input MB': Math.round(bytes / 1e6),
    seconds: seconds.toFixed(1),
    'MB/s': Math.round(bytes / 1e6 / seconds),
    'peak MB': Math.round(peak / 1e6),
    'limit MB': limit ?? '–',
    ...(code === 0 ? {} : { exit: code }),
  });
  console.log(`${what}: ${Math.round(peak / 1e6)} MB`);
  for (const name of ['out.arrows', 'out.arrow', 'out.csv', 'out.csv.gz'])
    rmSync(file(name), { force: true });
}
console.table(rows);
if (options.dir === undefined) rmSync(folder, { recursive: true, force: true });
