/**
 * Conversion of files against the peers, as ratios of processor or wall time (above 1: we are faster).
 *
 *     npm run build && node bench/peers.mjs
 *     node bench/convert/run.mjs [--mb 200] [--rounds 5] [--only TEXT]
 *
 * Every contender is a process of its own, start included; all run in turn, round by round, on data made by a seed, in
 * storage that is memory where there is any. Processor time is that of all threads of the process. The figures are
 * medians over the rounds. Read the ratios: the times are one machine's, in one hour.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { INSTALL } from '../peers.mjs';
import { missing, result } from '../results.mjs';
import { makeArrow } from './arrow-inputs.mjs';
import { workspace, writeCsv } from './inputs.mjs';
import { RACES } from './jobs.mjs';
import { alternate, median } from './measure.mjs';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});
const folder = workspace();
const megabytes = Number(values.mb);
const BATCH_ROWS = 65_536;

console.log(
  `node ${process.version}, ${cpus()[0].model}, ${megabytes} MB, ${values.rounds} rounds`,
);
for (const race of RACES.filter(({ table }) => table.includes(values.only))) {
  const input = await inputOf(race.from);
  const peers = race.peers.filter((peer) => !peer.missing);
  const output = `${folder}/out.${race.to}`;
  const contenders = [...race.ours, ...peers].map(({ argv, ...rest }) => ({
    ...rest,
    output,
    argv: argv(input, output),
  }));
  const runs = alternate(contenders, Number(values.rounds), folder);
  print(race, runs);
  hand(race, runs);
}

/** A float32 takes about half of the room that it takes as text. */
async function inputOf(format) {
  if (format === 'csv') return writeCsv(folder, megabytes);
  return makeArrow(`${folder}/logits.arrow`, 'wide', megabytes / 2, BATCH_ROWS);
}

function print({ table, measure }, runs) {
  console.log(`\n${table}\n| contender | s, ${measure} | MB/s | peak MB |\n|---|---|---|---|`);
  for (const [name, all] of runs) {
    const seconds = median(all.map((run) => run[measure]));
    const speed = (megabytes / seconds).toFixed(1);
    console.log(`| ${name} | ${seconds.toFixed(2)} | ${speed} | ${peakOf(all).toFixed(0)} |`);
  }
}

function peakOf(runs) {
  return median(runs.map((run) => run.megabytes));
}

function hand({ table, measure, peers, ours }, runs) {
  for (const { name, goals, goalMb } of ours) {
    const own = runs.get(name);
    peers.forEach((peer, p) => {
      const theirs = runs.get(peer.name);
      if (theirs === undefined) return;
      // Within a round, so that what slows the machine stands on both sides.
      const ratio = median(theirs.map((run, i) => run[measure] / own[i][measure]));
      const peaks = { peakMb: peakOf(own), theirPeakMb: peakOf(theirs) };
      result({
        ...{ table: `${table}, ${megabytes} MB`, job: name, against: peer.name },
        ...{ ratio, goal: goals[p], measure, ...peaks, goalMb },
      });
    });
  }
  for (const peer of peers) {
    if (!peer.missing) continue;
    console.log(`not installed: ${peer.missing}; ${INSTALL} installs it`);
    missing({ peer: peer.missing, install: INSTALL });
  }
}
