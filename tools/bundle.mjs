/**
 * Puts the built modules that a name of the package leads to into a few files, because Node takes about half a
 * millisecond to load each, and there are more than four hundred. What several names lead to is a chunk, so that all of
 * them share it.
 *
 *     tsc -p tsconfig.json && node tools/bundle.mjs
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('../', import.meta.url);
const dist = fileURLToPath(new URL('dist/', root));
const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);
const packages = Object.keys({ ...dependencies, ...peerDependencies });

const ENTRIES = {
  index: 'src/index.js',
  operators: 'operators/index.js',
  kernels: 'src/kernels.js',
  node: 'src/node.js',
  cli: 'src/cli/main.js',
  // Beside the chunk that starts it by its address.
  'chunks/worker': 'src/jobs/worker.js',
};

const input = Object.fromEntries(
  Object.entries(ENTRIES).map(([name, module]) => [name, `${dist}${module}`]),
);
const external = (id) => id.startsWith('node:') || packages.some((name) => id.startsWith(name));
const bundle = await rolldown({ input, external, platform: 'neutral' });
await bundle.write({
  dir: dist,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
