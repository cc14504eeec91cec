/**
 * Conversion of files against the peers, as ratios of processor time (above 1: we are faster).
 *
 *     npm run build && node bench/convert/peers.mjs
 *     node bench/convert/run.mjs [--mb 200] [--rounds 5]
 *
 * Every contender is a process of its own, start included; all run in turn, round by round, on data made by a seed, in
 * storage that is memory where there is any. Processor time is that of all threads of the process. The figures are
 * medians over the rounds. Read the ratios: the times are one machine's, in one hour.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CSV_TO_CSV } from './csv-to-csv.mjs';
import { workspace, writeCsv } from './inputs.mjs';
import { alternate, median } from './measure.mjs';
import { peerVersion } from './peers.mjs';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
  },
});
const folder = workspace();
const megabytes = Number(values.mb);
const input = writeCsv(folder, megabytes);

console.log(
  `node ${process.version}, ${cpus()[0].model}, ${megabytes} MB, ${values.rounds} rounds`,
);
for (const job of CSV_TO_CSV) {
  const missing = job.peers.filter((peer) => peer.missing).map(({ name }) => name);
  const present = [job.ours, ...job.peers.filter((peer) => !peer.missing)];
  const contenders = present.map(({ name, env, argv }) => ({
    name,
    env,
    argv: argv(input, `${folder}/out.csv`),
  }));
  const runs = alternate(contenders, Number(values.rounds), folder);
  print(job, present, runs, missing);
}

function print({ title, ours }, present, runs, missing) {
  const of = (name, what) => median(runs.get(name).map((run) => run[what]));
  console.log(`\n${title}`);
  console.log('| contender | s | MB/s | logitflow is faster by | peak MB |');
  console.log('|---|---|---|---|---|');
  for (const { name, packageName } of present) {
    const version = packageName === undefined ? '' : ` ${peerVersion(packageName)}`;
    const seconds = of(name, 'cpu');
    // Within a round, so that what slows the machine stands on both sides.
    const ratios = runs.get(name).map((run, i) => run.cpu / runs.get(ours.name)[i].cpu);
    const cells = [
      `${name}${version}`,
      seconds.toFixed(2),
      (megabytes / seconds).toFixed(1),
      median(ratios).toFixed(2),
      of(name, 'megabytes').toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  if (missing.length > 0) {
    console.log(`not installed: ${missing.join('; ')}; node bench/convert/peers.mjs installs them`);
  }
}
