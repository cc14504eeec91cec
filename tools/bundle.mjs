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
 * What is loaded at once is one file, or a few: while V8 compiles a file it holds the syntax of all of it. A group is what
 * its modules lead to without waiting, less the groups before it: what every start loads (less its entry, which waits for
 * what is loaded later), what CSV to CSV takes beside that, what threads take, and what record batches take.
 */
const GROUPS = {
  start: ['src/cli/command.js', 'src/cli/exit-code.js'],
  activations: ['src/activations/table.js'],
  softmax: ['src/lanes/csv/steps/rows/row-kernels.js'],
  lane: [
    'src/cli/arguments/segments.js',
    'src/cli/arguments/parse-job.js',
    'src/cli/verbs/transform.js',
  ],
  threads: ['src/jobs/convert-by-shards.js', 'src/jobs/part-converter.js'],
  batches: [
    'src/files/conversion/convert-batches.js',
    'src/files/conversion/step-states.js',
    'src/recipes/make-step.js',
  ],
};

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

/** WebAssembly, by the module that has it in base64: the name of that text, and of the file that the program has instead. */
const WASM = {
  'src/simd/module.js': ['MODULE', 'kernels.wasm'],
  'src/simd/text-module.js': ['TEXT_MODULE', 'text.wasm'],
};

/** As text in what it loads, the program would have its WebAssembly in memory four times. */
const wasmFiles = {
  name: 'wasm-files',
  async load(id) {
    const module = posix.relative(dist, id);
    if (module === 'src/simd/module-bytes.js') return READ_MODULE;
    if (!(module in WASM)) return null;
    const [text, name] = WASM[module];
    const source = Buffer.from((await import(id))[text], 'base64');
    this.emitFile({ type: 'asset', fileName: `program/${name}`, source });
    return `export const ${text} = './${name}';`;
  },
};

/** All groups stand in one folder, with the files. */
const READ_MODULE = `
import { readFileSync } from 'node:fs';
export function moduleBytes(name) {
  return readFileSync(new URL(name, import.meta.url));
}`;

// What the types say of it, the declarations say; V8 would keep the text, at two bytes a character for the sake of a few.
await pack(LIBRARY, 'chunks', { ...dependencies, ...peerDependencies }, { comments: false });
const form = { minify: SHORTENED, codeSplitting: { groups: groups() } };
const program = await pack(PROGRAM, 'program', dependencies, form, [wasmFiles]);
const modules = program.flatMap((chunk) => chunk.moduleIds);
writeFileSync(`${dist}THIRD-PARTY-LICENSES.txt`, licencesOf(modules));

/** One bundle; what several entries lead to, or what is loaded when it is needed, is a chunk in `folder`. */
async function pack(entries, folder, packages, form = {}, plugins = []) {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, module]) => [name, `${dist}${module}`]),
  );
  const bundle = await rolldown({
    input,
    external: (id) => id.startsWith('node:') || id in packages,
    platform: 'neutral',
    // rxjs gives Node a form that cannot be taken apart.
    resolve: { conditionNames: ['es2015', 'import'], mainFields: ['module', 'main'] },
    plugins: [workerAddress, ...plugins],
  });
  const { output } = await bundle.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: `${folder}/[name]-[hash].js`,
    // Text with any other character takes two bytes for each.
    charset: 'ascii',
    ...form,
  });
  return output.filter(({ type }) => type === 'chunk');
}

/** The groups as the bundler takes them; what an earlier one holds, a later one leaves. */
function groups() {
  const groupOf = new Map();
  return Object.keys(GROUPS).map((group, i, { length }) => ({
    name(module, graph) {
      if (groupOf.size === 0) assignAll(graph, groupOf);
      return groupOf.get(module) === group ? group : null;
    },
    debugName: group,
    priority: length - i,
  }));
}

function assignAll(graph, groupOf) {
  for (const [name, starts] of Object.entries(GROUPS)) {
    for (const start of starts) assign(name, `${dist}${start}`, graph, groupOf);
  }
}

/** Gives a module, and what it leads to without waiting, to a group, where it is in none. */
function assign(group, module, graph, groupOf) {
  if (groupOf.has(module)) return;
  groupOf.set(module, group);
  for (const next of graph.getModuleInfo(module)?.importedIds ?? []) {
    assign(group, next, graph, groupOf);
  }
}
