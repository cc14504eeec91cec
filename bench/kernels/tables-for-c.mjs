import { readFileSync } from 'node:fs';

/** The numbers of src/simd/assembly/constants.ts for C: scalars and interleaved tables, and `more` tables by name. */
export function tablesForC(more = {}) {
  const constants = readFileSync(
    new URL('../../src/simd/assembly/constants.ts', import.meta.url),
    'utf8',
  );
  const scalars = [...constants.matchAll(/const (\w+) = memory\.data<(f32|f64)>\(\[([^,]+),/g)];
  const lines = scalars.map(
    ([, name, type, value]) => `#define ${name} ${value}${type === 'f32' ? 'f' : ''}`,
  );
  const tables = ['EXP_ROUND_STEPS', 'EXP_LONG_STEPS', 'EXP_FINE_STEPS'].map((name) => {
    const [, table] = constants.match(new RegExp(`${name} = memory\\.data<u64>\\(\\[([^\\]]*)\\]`));
    return aligned('uint64_t', name, table.replace(/0x\w+/g, '$&ull'));
  });
  const others = Object.entries(more).map(([name, list]) =>
    aligned(list instanceof Uint32Array ? 'uint32_t' : 'double', name, list.join(',')),
  );
  return `${[...lines, ...tables, ...others].join('\n')}\n`;
}

function aligned(type, name, entries) {
  return `static const ${type} ${name}[] __attribute__((aligned(16), unused)) = {${entries}};`;
}
