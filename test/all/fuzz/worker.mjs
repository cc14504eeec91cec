/**
 * Runs cases by their numbers: `node worker.mjs FOLDER FIRST BEHIND`. Says the number before each, so that whoever
 * watches knows which one hangs or kills; at the end, what became of all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogitflowError } from 'logitflow';
import { arrowCase } from './arrow-case.mjs';
import { csvCase } from './csv-case.mjs';
import { BINARY, mutated, TEXT } from './mutate.mjs';
import { randomOf } from './random.mjs';

/** Beyond what the process has when it begins. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_MILLISECONDS = 2000;

const [folder, first, behind] = process.argv.slice(2);
const files = readdirSync(folder)
  .sort()
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
const texts = files.filter(({ name }) => name.endsWith('.csv'));
const binaries = files.filter(({ name }) => !name.endsWith('.csv'));

const outcomes = {};
const failures = [];
let before = process.memoryUsage.rss();

for (let number = Number(first); number < Number(behind); number++) {
  process.send?.({ number });
  const outcome = await settled(number).catch((error) => {
    if (error instanceof LogitflowError) return `refused: ${error.name}`;
    failures.push({ number, error: `${error?.stack ?? error}` });
    return 'failed';
  });
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

process.send?.({ outcomes, failures });
if (process.send === undefined) console.log(outcomes, failures.slice(0, 20));

function run(number) {
  const random = randomOf(number);
  const isText = random.below(4) === 0;
  const corpus = isText ? texts : binaries;
  const { bytes } = random.pick(corpus);
  const damaged = mutated(bytes, random, corpus, isText ? TEXT : BINARY);
  return (isText ? csvCase : arrowCase)(damaged, random);
}

/** Time and memory are ours alone: what compares may be slow. */
async function settled(number) {
  const start = performance.now();
  let compare;
  try {
    compare = await run(number);
  } finally {
    watch(number, start);
  }
  return compare();
}

function watch(number, start) {
  const took = performance.now() - start;
  if (took > MOST_MILLISECONDS) failures.push({ number, error: `took ${Math.round(took)} ms` });
  const rss = process.memoryUsage.rss();
  if (rss - before > MOST_BYTES) failures.push({ number, error: `took ${rss - before} bytes` });
  before = Math.max(before, rss);
}
