/**
 * Element-wise functions against their peers, as ratios of speeds (above 1: we are faster).
 *
 *     npm run build && node bench/kernels/elementwise.mjs [--rounds 40] [--only sigmoid,tanh] [--float 64]
 *
 * Wants what run.mjs does. All contenders run in turn, round by round, on one thread, outputs reused, on 256 KiB that stay
 * in the second cache. We come with arrays in a room and with plain ones, as in run.mjs; the goals are for the room. The figures are medians of ratios within a round. What stands in brackets is the goal. `C` is the same
 * algorithm in C at 128 bits, `Math` the portable loop against one of Math.exp and its like. numpy and torch run as they are,
 * and limited to vectors of 256 bits where they would take longer ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { result } from '../results.mjs';
import { compiled, contendersOf, NAMES, noise, pythons } from './elementwise-contenders.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    only: { type: 'string' },
    float: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds);
const BYTES = 2 ** 18;
const PIECE = 2e5;

/** The goals of each function and width, by contender. */
const GOALS = {
  'sigmoid 32': { scipy: 1.3 },
  'silu 32': { numpy: 1.3 },
  'tanh 32': { torch: 2 },
  'exp 64': { torch: 0.85 },
  'sigmoid 64': { torch: 0.95 },
  'tanh 64': { torch: 1.5 },
};

/** The contenders that are no peers, and how the table calls those of them that are measured. */
const OURS = ['room', 'plain', 'portable', 'Math'];
const SHOWN = { room: 'arrays in a room', plain: 'plain arrays', portable: 'without WebAssembly' };

const only = values.only?.split(',');
const names = NAMES.filter((name) => only?.includes(name) ?? true);
const floats = [32, 64].filter((float) => Number(values.float ?? float) === float);

async function compare(name, float, peers) {
  const contenders = contendersOf(name, noise(float, name, BYTES), peers);
  const repeats = Math.max(1, Math.round((PIECE * float) / 8 / BYTES));
  const rounds = Object.fromEntries(Object.keys(contenders).map((key) => [key, []]));
  // V8 compiles twice, the second time well: nobody is measured before.
  for (const key of OURS) await contenders[key]?.(60);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [key, run] of Object.entries(contenders)) rounds[key].push(await run(repeats));
  }
  const against = (key, base) => median(rounds[key].map((time, i) => time / rounds[base][i]));
  const others = Object.keys(contenders).filter((key) => !OURS.includes(key));
  const told = (contender) =>
    others.map((key) => tell(name, float, contender, key, against(key, contender)));
  const loop = rounds.Math
    ? tell(name, float, 'portable', 'Math', against('Math', 'portable'))
    : '';
  const show = (contender, ratios) => {
    const speed = (1e3 / median(rounds[contender])).toFixed(0);
    console.log(
      `f${float} ${name}, ${contender}: ${speed} M/s;  ${ratios.filter(Boolean).join('  ')}`,
    );
  };
  show('room', told('room'));
  show('plain', told('plain'));
  show('portable', [loop]);
}

/** One ratio in words, and handed to the runner; nothing where the peer has no such function. */
function tell(name, float, contender, key, ratio) {
  if (Number.isNaN(ratio)) return '';
  const goal = contender === 'plain' ? undefined : goalOf(name, float, key);
  const against = { C: 'C, 128 bits', Math: 'a loop of Math' }[key] ?? key;
  const table = `Element-wise functions, float${float}`;
  result({ table, job: name, contender: SHOWN[contender], against, ratio, goal, measure: 'wall' });
  return `${key} ${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal})`}`;
}

function goalOf(name, float, key) {
  const peer = { C: 0.9, Math: 1.5 }[key];
  return peer ?? GOALS[`${name} ${float}`]?.[key.split(' ')[0]];
}

function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const folder = mkdtempSync(join(tmpdir(), 'elementwise-'));
const peers = { c: compiled(folder), python: await pythons() };
for (const float of floats) {
  for (const name of names) await compare(name, float, peers);
}
peers.c?.child.kill();
for (const peer of peers.python) peer.child.kill();
rmSync(folder, { recursive: true });
