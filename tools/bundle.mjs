/**
 * Puts the built modules into a few files, because Node takes about half a millisecond to load each, and there are more
 * than four hundred. The library and the program are two bundles: what the library takes and gives are rxjs's and
 * apache-arrow's objects, whose classes must be those of the caller, so that it imports them; nobody sees the program's, so
 * that it brings the parts of them that it needs, which start in half the time. A worker thread is the program's: plain data go
 * to it and come back.
 *
 *     tsc -p tsconfig.json && node tools/bundle.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { licencesOf } from './licences.mjs';

const root = new URL('../', import.meta.url);
const dist = fileURLToPath(new URL('dist/', root));
const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);

const WORKER = 'program/worker';

const LIBRARY = {
  index: 'src/index.js',
  operators: 'operators/index.js',
  kernels: 'src/kernels.js',
  node: 'src/node.js',
};
const PROGRAM = { cli: 'src/cli/main.js', [WORKER]: 'src/jobs/worker.js' };

/**
 * Source text is memory: without blanks, comments and long names of locals a conversion takes 5 MB less. The names of functions
 * and classes stay, for stacks in reports; nothing computes or reorders what the compiler has written.
 */
const SHORTENED = {
  compress: false,
  mangle: { toplevel: false, keepNames: true },
  codegen: true,
};

/** A chunk stands elsewhere than the module that names the worker's entry beside it. */
const workerAddress = {
  name: 'worker-address',
  renderChunk(code, { fileName }) {
    const address = posix.relative(posix.dirname(fileName), `${WORKER}.js`);
    const from = /(?<=new URL\(["'])\.\/worker\.js/g;
    return code.replace(from, address.startsWith('.') ? address : `./${address}`);
  },
};

await pack(LIBRARY, 'chunks', { ...dependencies, ...peerDependencies });
const program = await pack(PROGRAM, 'program', dependencies, SHORTENED);
const modules = program.flatMap((chunk) => chunk.moduleIds);
writeFileSync(`${dist}THIRD-PARTY-LICENSES.txt`, licencesOf(modules));

/** One bundle; what several entries lead to, or what is loaded when it is needed, is a chunk in `folder`. */
async function pack(entries, folder, packages, minify = false) {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, module]) => [name, `${dist}${module}`]),
  );
  const bundle = await rolldown({
    input,
    external: (id) => id.startsWith('node:') || id in packages,
    platform: 'neutral',
    // rxjs gives Node a form that cannot be taken apart.
    resolve: { conditionNames: ['es2015', 'import'], mainFields: ['module', 'main'] },
    plugins: [workerAddress],
  });
  const { output } = await bundle.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: `${folder}/[name]-[hash].js`,
    minify,
  });
  return output.filter(({ type }) => type === 'chunk');
}
