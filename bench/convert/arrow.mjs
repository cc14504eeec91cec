/**
 * Arrow to Arrow beside node's own stream copy and polars, as ratios of processor time. Needs `npm run build`.
 *
 *     node bench/convert/arrow.mjs [--mb 400] [--rounds 5] [--only TEXT]
 *
 * Every contender is a process of its own and says what its work took, start not included; all contenders of a job run
 * in turn, round by round, on data made by a seed, in storage that is memory where there is any. Processor time is that
 * of all threads. Ratios are taken within a round, and are medians.
 *
 * polars is no dependency: bench/peers.mjs installs it, and it is left out where it is not there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { INSTALL, peerModule, peerVersion } from '../peers.mjs';
import { missing, result } from '../results.mjs';
import { makeArrow } from './arrow-inputs.mjs';
import { median } from './measure.mjs';

const { values: options } = parseArgs({
  options: {
    mb: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'logitflow-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const contender = fileURLToPath(new URL('arrow-contender.mjs', import.meta.url));
const polars = peerModule('nodejs-polars') && peerVersion('nodejs-polars');
const TABLE = 'Arrow → Arrow, softmax of 10 logits';

const REPLACED = [{ op: 'softmax', columns: 'logit*' }];
const ADDED = [{ op: 'softmax', columns: 'logit*', as: 'prob*' }];
const LARGE = 65_536;

/** [what, kind of table, rows of a batch, format, steps, what ours is measured against, the goal, compression] */
const JOBS = [
  ['10 float32 columns replaced, file', 'wide', LARGE, 'arrow', REPLACED, 'copy', 1.5],
  ['10 float32 columns replaced, stream', 'wide', LARGE, 'arrows', REPLACED, 'copy', 1.5],
  ['the same, beside polars', 'wide', LARGE, 'arrow', REPLACED, 'polars', 0.5],
  ['FixedSizeList<float32>[1000] replaced', 'lists', 1000, 'arrows', REPLACED, 'copy', 1.8],
  ['10 columns added', 'wide', LARGE, 'arrow', ADDED, 'copy of the output', 2],
  ['batches of 1000 rows', 'wide', 1000, 'arrow', REPLACED, 'large batches', 1.25],
  ['one batch, in slices', 'wide', Infinity, 'arrow', REPLACED, 'copy', 6.5],
  ['one batch of a stream, in slices', 'wide', Infinity, 'arrows', REPLACED, 'copy', 6.5],
  ['with nulls', 'nulls', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['float64 columns', 'doubles', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['float16 columns to float32', 'halves', LARGE, 'arrow', REPLACED, 'copy of the output', 6.5],
  ['List<float32>, 0 to 20 elements', 'ragged', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  [
    'sigmoid of float32',
    'wide',
    LARGE,
    'arrow',
    [{ op: 'sigmoid', columns: 'logit*' }],
    'copy',
    6.5,
  ],
  [
    'argmax added',
    'wide',
    LARGE,
    'arrow',
    [{ op: 'argmax', columns: 'logit*', as: 'best' }],
    'copy',
    6.5,
  ],
  ['half of all values null', 'half null', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['LargeList<float32>, 0 to 20', 'large ragged', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['beside Utf8View and BinaryView', 'views', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['beside a dictionary', 'dictionaries', LARGE, 'arrow', REPLACED, 'copy', 6.5],
  ['out of LZ4', 'wide', LARGE, 'arrow', REPLACED, 'copy of the output', 6.5, { from: 'lz4' }],
  ['into LZ4', 'wide', LARGE, 'arrow', REPLACED, 'copy', 6.5, { to: 'lz4' }],
  [
    'out of Zstandard',
    'wide',
    LARGE,
    'arrow',
    REPLACED,
    'copy of the output',
    6.5,
    { from: 'zstd' },
  ],
  ['formats only, file to file', 'wide', LARGE, 'arrow', [], 'copy', 6.5],
];

function run(who, input, output, steps, options = {}) {
  const argv = [contender, who, input, output, JSON.stringify({ steps, ...options })];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${who}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A file of a kind of table; there is no Zstandard to write it with but that of polars. */
async function inputOf(kind, rows, format, compression) {
  const path = join(folder, `${kind}-${rows}-${compression ?? 'plain'}.${format}`);
  if (compression !== 'zstd')
    return makeArrow(path, kind, options.mb, rows, compression && { compression });
  run('zstd', await inputOf(kind, rows, format), path, []);
  return path;
}

async function measured([what, kind, rows, format, steps, against, goal, packed = {}]) {
  const input = await inputOf(kind, rows, format, packed.from);
  const written = packed.to === undefined ? {} : { arrowOut: { compression: packed.to } };
  const output = join(folder, `out.${format}`);
  const large = against === 'large batches' && (await inputOf(kind, LARGE, format));
  const other = {
    copy: () => run('copy', input, output, []),
    polars: () => run('polars', input, output, []),
    'copy of the output': () => run('copy', join(folder, 'kept'), output, []),
    'large batches': () => run('logitflow', large, output, steps),
  }[against];
  if (against === 'copy of the output')
    run('logitflow', input, join(folder, 'kept'), steps, { to: { format, gzip: false } });
  const ratios = { cpu: [], wall: [] };
  const peaks = [];
  for (let round = 0; round <= Number(options.rounds); round++) {
    const theirs = other();
    const ours = run('logitflow', input, output, steps, written);
    if (round === 0) continue;
    for (const key of ['cpu', 'wall']) ratios[key].push(ours[key] / theirs[key]);
    peaks.push(ours.megabytes);
  }
  result({
    ...{ table: TABLE, job: what, against: against === 'polars' ? `polars ${polars}` : against },
    ...{ ratio: median(ratios.cpu), means: 'time', goal, measure: 'cpu', peakMb: median(peaks) },
  });
  return {
    job: what,
    'ours / other': against,
    processor: median(ratios.cpu).toFixed(2),
    wall: median(ratios.wall).toFixed(2),
    goal: `≤ ${goal}`,
    'peak MB': Math.round(median(peaks)),
    MB: Math.round(statSync(input).size / 1e6),
  };
}

const needsPolars = ([, , , , , against, , packed]) =>
  against === 'polars' || packed?.from === 'zstd';

console.log(`node ${process.version}, ${cpus()[0].model}, ${options.rounds} rounds`);
const rows = [];
for (const job of JOBS) {
  if (!job[0].includes(options.only) || (needsPolars(job) && !polars)) continue;
  rows.push(await measured(job));
  console.log(Object.values(rows.at(-1)).join(' · '));
}
if (!polars) missing({ peer: 'polars', install: INSTALL });
console.table(rows);
