/**
 * All benches, one after the other: prints their tables, and keeps them in bench/results.json and bench/results.md.
 *
 *     npm run build && node bench/peers.mjs
 *     npm run bench [-- --quick] [-- --only TEXT] [-- --keep no]
 *
 * `--quick` takes less data and fewer rounds, to see that everything runs. `--only` runs the benches whose names hold the
 * text; the figures of the others stay as they are. A bench that fails is named, and the rest goes on.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asMarkdown, withTables } from './tables.mjs';

/** By name: the script, its arguments, and those of a quick run. */
const BENCHES = {
  'CSV, conversion': ['convert/run.mjs', [], ['--mb', '20', '--rounds', '2']],
  'Arrow, conversion': ['convert/arrow.mjs', [], ['--mb', '40', '--rounds', '2']],
  'softmax of rows': ['kernels/run.mjs', ['--where', 'hot'], ['--where', 'hot', '--rounds', '4']],
  'element-wise functions': ['kernels/elementwise.mjs', [], ['--rounds', '4']],
  'softmax by group': ['groups/groups.mjs', [], ['300000']],
  'softmax over a stream': ['stream/softmax.mjs', [], ['--rows', '2000000', '--rounds', '1']],
  memory: ['memory/peaks.mjs', [], ['--small', '20', '--large', '100']],
};

/** Those that the README of this folder shows: whole files, beside the peers that people come from. */
const FILES = ['CSV, conversion', 'Arrow, conversion', 'softmax by group'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    keep: { type: 'string', default: 'yes' },
  },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'logitflow-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs a bench, whose own words pass through; what it has handed over. */
function run([script, full, quick], index) {
  const path = join(folder, `${index}.jsonl`);
  writeFileSync(path, '');
  const load = Math.round(loadavg()[0]);
  const argv = [here(script), ...(options.quick ? quick : full)];
  const env = { ...process.env, LOGITFLOW_BENCH: path };
  const { status } = spawnSync(process.execPath, argv, { env, stdio: 'inherit' });
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${platform()} ${arch()}`,
    node: process.version,
    // Whether others were at work: walls say little then.
    load,
    quick: options.quick,
    ...(status === 0 ? {} : { failed: status }),
    rows: lines.filter((line) => line.missing === undefined),
    missing: lines.filter((line) => line.missing !== undefined),
  };
}

function kept() {
  try {
    return JSON.parse(readFileSync(here('results.json'), 'utf8'));
  } catch {
    return {}; // the first run
  }
}

const results = kept();
const wanted = options.only.toLowerCase();
const chosen = Object.keys(BENCHES).filter((name) => name.toLowerCase().includes(wanted));
if (chosen.length === 0) {
  const names = Object.keys(BENCHES).join(', ');
  console.error(`bench: no bench has this in its name (got "${options.only}"); there are ${names}`);
  process.exit(2);
}
for (const [index, name] of chosen.entries()) {
  console.log(`\n## ${name}\n`);
  results[name] = run(BENCHES[name], index);
}
console.log(`\n${asMarkdown(Object.fromEntries(chosen.map((name) => [name, results[name]])))}`);
if (options.keep === 'yes') {
  const ordered = Object.fromEntries(
    Object.keys(BENCHES)
      .filter((name) => results[name] !== undefined)
      .map((name) => [name, results[name]]),
  );
  writeFileSync(here('results.json'), `${JSON.stringify(ordered, undefined, 1)}\n`);
  writeFileSync(here('results.md'), asMarkdown(ordered));
  const files = Object.entries(ordered).filter(([name]) => FILES.includes(name));
  const page = readFileSync(here('README.md'), 'utf8');
  writeFileSync(here('README.md'), withTables(page, Object.fromEntries(files)));
}
