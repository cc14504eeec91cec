/**
 * Builds src/simd/module.ts, the WebAssembly SIMD kernels, from the AssemblyScript in src/simd/assembly.
 *
 *     node tools/build-simd.mjs && npx biome check --write src/simd/module.ts
 *
 * Before it compiles, it writes src/simd/assembly/constants.ts: the numbers of src/simd/exp-table.ts, which the
 * portable twins read, once in each lane of a register. A test builds both again and compares the bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = new URL('../', import.meta.url);
const TABLES = new URL('src/simd/exp-table.ts', root);
const CONSTANTS = new URL('src/simd/assembly/constants.ts', root);
const MODULE = new URL('src/simd/module.ts', root);

/** The text of assembly/constants.ts. */
export function generateConstants(tables = readFileSync(TABLES, 'utf8')) {
  const scalars = [...tables.matchAll(/^export const (\w+) = (\S+);$/gm)].map(([, name, value]) =>
    splat(name, Number(value)),
  );
  return `// Generated from src/simd/exp-table.ts by tools/build-simd.mjs: change neither by hand.

${scalars.join('\n')}

${steps(tables, 'EXP_STEPS', 'EXP_HEADS', 'EXP_TAILS')}
${steps(tables, 'EXP_ROUND_STEPS', 'EXP_POWERS', 'EXP_RESTS')}
${fineSteps(tables)}`;
}

/** A head for the low byte of n; n, and what exp-fine.ts adds to it, are above the 20 bits that are shifted out. */
function fineSteps(tables) {
  const added = bitsOf(1.5 * 2 ** 28) << 20n;
  const entries = arrayOf(tables, 'EXP_FINE_HEADS').map((head, i) =>
    BigInt.asUintN(64, bitsOf(head) - (BigInt(i) << 44n) - added),
  );
  return `/** For i = 0 … 255: the bits of EXP_FINE_HEADS[i] less i << 44 and what CUTTER leaves there. */
export const EXP_FINE_STEPS = memory.data<u64>([
${entries.map((entry) => `  0x${entry.toString(16)},`).join('\n')}
], 16);
`;
}

function steps(tables, name, heads, tails) {
  const pairs = interleaved(arrayOf(tables, heads), arrayOf(tables, tails));
  return `/** For i = 0 … 63: ${tails}[i], and the bits of ${heads}[i] less i << 46. */
export const ${name} = memory.data<u64>([
${pairs.map((pair) => `  ${pair},`).join('\n')}
], 16);
`;
}

function splat(name, value) {
  const single = name.includes('32');
  const literal = Number.isInteger(value) ? value.toFixed(1) : String(value);
  const lanes = Array(single ? 4 : 2).fill(literal);
  return `export const ${name} = memory.data<${single ? 'f32' : 'f64'}>([${lanes.join(', ')}], 16);`;
}

function arrayOf(tables, name) {
  const [, list] = tables.match(new RegExp(`${name} = new Float64Array\\(\\[([^\\]]*)\\]`));
  return list.split(',').slice(0, -1).map(Number);
}

/** So that adding the bits of n << 46, n's low six bits included, makes a head times 2^(n >> 6). */
function interleaved(heads, tails) {
  return heads.map((head, i) => {
    const entry = BigInt.asUintN(64, bitsOf(head) - (BigInt(i) << 46n));
    return `0x${bitsOf(tails[i]).toString(16)}, 0x${entry.toString(16)}`;
  });
}

function bitsOf(value) {
  return new BigUint64Array(new Float64Array([value]).buffer)[0];
}

/** The text of module.ts, of the sources as they are. */
export async function generateModule() {
  const bytes = await compile();
  const base64 = Buffer.from(bytes).toString('base64');
  return `// Generated from src/simd/assembly by tools/build-simd.mjs: change the sources, not this file.

/** The WebAssembly SIMD kernels, in base64. */
export const MODULE =
  '${base64}';
`;
}

async function compile() {
  const written = new Map();
  const { error, stderr } = await asc.main(
    ['src/simd/assembly/index.ts', '--outFile', 'module.wasm', ...OPTIONS],
    { writeFile: (name, content) => written.set(name, content), baseDir: fileURLToPath(root) },
  );
  if (error) throw new Error(stderr.toString());
  return written.get('module.wasm');
}

// Twelve pages for constants, sums and exponentials, the rest for blocks (see src/simd/wasm.ts); it never grows.
const PAGES = '20';
const OPTIONS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='],
  ...['--initialMemory', PAGES, '--maximumMemory', PAGES],
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(CONSTANTS, generateConstants());
  writeFileSync(MODULE, await generateModule());
}
