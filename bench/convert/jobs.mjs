import { fileURLToPath } from 'node:url';
import { peerModule, peerVersion } from '../peers.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A contender that may not be installed. */
function peer(label, packageName, program, { threads, env } = {}) {
  const module = peerModule(packageName);
  const name = `${label} ${peerVersion(packageName)}${threads ? `, threads: ${threads}` : ''}`;
  const rest = threads === undefined ? [] : [`${threads}`];
  const argv = (input, output) => [file(`contenders/${program}`), module, input, output, ...rest];
  return { name, env, argv, missing: module === undefined ? label : undefined };
}

const fastCsv = peer('fast-csv', 'fast-csv', 'fast-csv.mjs');
const duckdb = (threads) => peer('DuckDB', '@duckdb/node-api', 'duckdb.mjs', { threads });
const polars = (threads) =>
  peer('polars', 'nodejs-polars', 'polars.mjs', {
    threads,
    env: { POLARS_MAX_THREADS: `${threads}` },
  });

const MAIN = file('../../dist/cli.js');
const command =
  (...rest) =>
  (input, output) => [
    MAIN,
    ...['softmax', '-c', 'logit_*', input, '-o', output, '--force', '--quiet', ...rest],
  ];

/**
 * Softmax over ten columns, replaced in place. All contenders of a race run in turn; goals are those of our entries, in
 * the order of the peers.
 */
export const RACES = [
  {
    table: 'CSV → CSV, 10 logits replaced, shortest output',
    from: 'csv',
    to: 'csv',
    measure: 'cpu',
    peers: [fastCsv, duckdb(1), polars(1)],
    ours: [
      {
        name: 'the command, --jobs 1',
        argv: command('--jobs', '1'),
        goals: [22, 3.8, 1.8],
        goalMb: 64,
      },
      {
        name: 'an RxJS pipeline with backpressure',
        argv: (input, output) => [file('contenders/logitflow.mjs'), input, output],
        goals: [16, 2.8, 1.3],
        goalMb: 128,
      },
      {
        name: 'the command without WebAssembly (the TypeScript twin)',
        flags: ['--no-expose-wasm'],
        argv: command('--jobs', '1'),
        goals: [4.5],
      },
    ],
  },
  {
    table: 'The same by two threads, wall time',
    from: 'csv',
    to: 'csv',
    measure: 'wall',
    peers: [duckdb(2), polars(2), { name: 'the command, --jobs 1', argv: command('--jobs', '1') }],
    ours: [{ name: 'the command, --jobs 2', argv: command('--jobs', '2'), goals: [2.6, 1.3, 1.6] }],
  },
  {
    table: 'CSV → Arrow, typed, 10 logits replaced',
    from: 'csv',
    to: 'arrow',
    measure: 'cpu',
    peers: [polars(1)],
    ours: [{ name: 'the command', argv: command(), goals: [1.2] }],
  },
  {
    table: 'Arrow → CSV, 10 float32 logits replaced',
    from: 'arrow',
    to: 'csv',
    measure: 'cpu',
    peers: [polars(1)],
    ours: [{ name: 'the command', argv: command(), goals: [1.2] }],
  },
];
