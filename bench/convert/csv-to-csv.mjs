import { fileURLToPath } from 'node:url';
import { peerModule } from './peers.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The contenders of one job; undefined where a peer is not installed. */
function peer(name, packageName, contender, rest = [], env = {}) {
  const module = peerModule(packageName);
  const argv = (input, output) => [file(`contenders/${contender}`), module, input, output, ...rest];
  return { name, packageName, env, argv, missing: module === undefined };
}

const PEERS = [
  peer('fast-csv', 'fast-csv', 'fast-csv.mjs'),
  peer('duckdb, 1 thread', '@duckdb/node-api', 'duckdb.mjs', ['1']),
  peer('polars, 1 thread', 'nodejs-polars', 'polars.mjs', [], { POLARS_MAX_THREADS: '1' }),
];

/** Softmax over ten columns, replaced in place, shortest output. */
export const CSV_TO_CSV = [
  {
    title: 'CSV → CSV, 10 logits, the command',
    peers: PEERS,
    ours: {
      name: 'logitflow',
      argv: (input, output) => [
        file('../../dist/src/cli/main.js'),
        ...['softmax', '-c', 'logit_*', input, '-o', output, '--force', '--quiet'],
      ],
    },
  },
  {
    title: 'CSV → CSV, 10 logits, an RxJS pipeline with backpressure',
    peers: PEERS,
    ours: {
      name: 'logitflow',
      argv: (input, output) => [file('contenders/logitflow.mjs'), input, output],
    },
  },
];
