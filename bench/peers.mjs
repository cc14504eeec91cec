/**
 * Installs the peers of the benches, which are no dependencies of the package, into a folder of their own.
 *
 *     node bench/peers.mjs
 *
 * Python's come from Debian, which only its administrator installs: see PYTHON.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../node_modules/.cache/bench-peers/', import.meta.url));

export const INSTALL = 'node bench/peers.mjs';
export const PYTHON = 'apt install gcc python3-torch python3-numpy python3-scipy';

/** What has to be installed, by peer; versions are pinned, so that figures can be compared. */
const PEERS = {
  'fast-csv': ['fast-csv@5.0.8'],
  duckdb: ['@duckdb/node-api@1.5.6-r.1'],
  polars: ['nodejs-polars@0.26.1', 'nodejs-polars-linux-x64-gnu@0.26.1'],
  onnxruntime: ['onnxruntime-node@1.23.2'],
};

/** The directory that holds a package of a peer; undefined where it is not installed. */
export function peerModule(name) {
  const path = `${FOLDER}node_modules/${name}`;
  return existsSync(path) ? path : undefined;
}

export function peerVersion(name) {
  const path = peerModule(name);
  return path && JSON.parse(readFileSync(`${path}/package.json`, 'utf8')).version;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}package.json`, '{ "private": true }\n');
  const packages = Object.values(PEERS).flat();
  // The libraries are in the packages; scripts would fetch other ones.
  const argv = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages];
  execFileSync('npm', argv, { cwd: FOLDER, stdio: 'inherit' });
  console.log(`Python's peers: ${PYTHON}`);
}
