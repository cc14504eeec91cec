import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The house: each room and what it may import besides itself, `src/errors.ts` and `src/version.ts`.
 * An edge that is not written here fails the test; write it here only if the design really changed.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/errors.ts': [],
  'src/version.ts': [],
  'src/simd': [],
  'src/numerals': [],
  'src/activations': ['src/simd'],
  'src/softmax': ['src/simd'],
  'src/columns': ['src/numerals', 'apache-arrow'],
  'src/groups': ['src/columns', 'apache-arrow'],
  'src/distributions': [
    'src/columns',
    'src/groups',
    'src/softmax',
    'src/simd',
    'src/flow',
    'apache-arrow',
  ],
  'src/flow': ['rxjs'],
  'src/formats': ['src/columns', 'src/numerals', 'src/flow', 'src/simd', 'apache-arrow', 'rxjs'],
  operators: [
    'src/columns',
    'src/activations',
    'src/softmax',
    'src/distributions',
    'src/groups',
    'src/neurons',
    'src/simd',
    'src/numerals',
    'src/flow',
    'src/formats',
    'rxjs',
    'apache-arrow',
  ],
  'src/neurons': ['src/simd', 'src/activations'],
  'src/plots': ['src/activations'],
  'src/recipes': [
    'operators',
    'src/distributions',
    'src/columns',
    'src/activations',
    'src/flow',
    'rxjs',
    'apache-arrow',
  ],
  'src/lanes': [
    'operators',
    'src/activations',
    'src/columns',
    'src/flow',
    'src/formats',
    'src/neurons',
    'src/numerals',
    'src/recipes',
    'src/simd',
    'src/softmax',
    'apache-arrow',
    'rxjs',
  ],
  'src/files': [
    'src/lanes',
    'src/columns',
    'src/distributions',
    'src/flow',
    'src/formats',
    'src/recipes',
    'apache-arrow',
    'fast-csv',
    'rxjs',
    'node',
  ],
  'src/jobs': [
    'operators',
    'src/columns',
    'src/files',
    'src/flow',
    'src/formats',
    'src/lanes',
    'src/recipes',
    'apache-arrow',
    'rxjs',
    'node',
  ],
  'src/cli': [
    'operators',
    'src/lanes',
    'src/activations',
    'src/columns',
    'src/distributions',
    'src/files',
    'src/flow',
    'src/formats',
    'src/jobs',
    'src/numerals',
    'src/plots',
    'src/recipes',
    'apache-arrow',
    'rxjs',
    'node',
  ],
  // The public faces re-export and hold nothing themselves.
  'src/index.ts': ['src/columns', 'src/distributions', 'src/flow', 'src/formats', 'src/recipes'],
  'src/kernels.ts': ['src/simd', 'src/activations', 'src/softmax'],
  'src/node.ts': ['src/files', 'src/flow', 'src/formats', 'src/jobs', 'src/recipes'],
};

const root = fileURLToPath(new URL('../../', import.meta.url));

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('src/simd/assembly/')); // AssemblyScript: another language, with its own imports
}

const files = [...sourcesBelow('src'), ...sourcesBelow('operators')].sort();

const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** Everything that a file names after `from`, in a bare `import '…'` or in `import('…')`, types included. */
function importsOf(file: string): string[] {
  const source = text.get(file) as string;
  const found = source.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'([^']+)'/g);
  return [...found].map((match) => {
    const name = match[1] as string;
    return name.startsWith('.')
      ? relative(root, join(root, dirname(file), name)).replace(/(\.js)?$/, '.ts')
      : name;
  });
}

/** `src/formats/csv/decoder.ts` lives in `src/formats`; a package is its own room; `node:fs` is `node`. */
function roomOf(name: string): string {
  if (name.startsWith('node:')) return 'node';
  if (!text.has(name)) return name;
  const [top, second] = name.split('/');
  return top === 'operators' ? top : `${top}/${second}`;
}

function reachableFrom(start: string): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (text.has(file)) queue.push(...importsOf(file));
  }
  return seen;
}

/** Every folder, with all the folders it lies in. */
const folders = [
  ...new Set(
    files.flatMap((file) => {
      const steps = file.split('/').slice(0, -1);
      return steps.map((_, i) => steps.slice(0, i + 1).join('/'));
    }),
  ),
];

function filesBelow(folder: string): string[] {
  return files.filter((file) => file.startsWith(`${folder}/`));
}

/** The file or folder, directly in a folder, to which a file belongs. */
function partOf(folder: string, file: string): string {
  return file.slice(folder.length + 1).split('/')[0] as string;
}

/** Parts that lead to one another, if any do: what is left when all have been taken away that lead to nothing left. */
function circleIn(leadsTo: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const left = new Map(leadsTo);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [part, others] of left) {
      if (![...others].some((other) => left.has(other))) left.delete(part);
    }
  }
  return left.size > 0 ? [...left.keys()] : undefined;
}

describe('the house', () => {
  it.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    const allowed = MAY_IMPORT[room];
    expect(allowed, `${room} is no room of the house`).toBeDefined();
    const everywhere = [room, 'src/errors.ts', 'src/version.ts'];
    const strangers = importsOf(file).filter(
      (name) => ![...everywhere, ...(allowed ?? [])].includes(roomOf(name)),
    );
    expect(strangers).toEqual([]);
  });

  it.each(files)('%s is in no import cycle', (file) => {
    const beyond = importsOf(file).flatMap((name) => [...reachableFrom(name)]);
    expect(beyond).not.toContain(file);
  });

  it.each(folders)('what lies side by side in %s is in no circle', (folder) => {
    const beside = new Map<string, Set<string>>();
    for (const file of filesBelow(folder)) {
      const own = partOf(folder, file);
      const others = importsOf(file).filter((name) => name.startsWith(`${folder}/`));
      const parts = others.map((name) => partOf(folder, name)).filter((part) => part !== own);
      beside.set(own, new Set([...(beside.get(own) ?? []), ...parts]));
    }
    expect(circleIn(beside)).toBeUndefined();
  });

  it.each(files)('%s names no `any` and silences no check', (file) => {
    const code = (text.get(file) as string).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code).not.toMatch(/[:<,|&(]\s*any\b|\bas any\b/);
    expect(text.get(file)).not.toMatch(/@ts-(ignore|nocheck|expect-error)/);
  });

  it.each(['src/index.ts', 'operators/index.ts', 'src/kernels.ts'])(
    'nothing reachable from %s imports node: or fast-csv',
    (face) => {
      const reached = [...reachableFrom(face)];
      expect(reached.length).toBeGreaterThan(1);
      expect(reached.filter((name) => name.startsWith('node:') || name === 'fast-csv')).toEqual([]);
    },
  );

  it.each(['src/index.ts', 'src/kernels.ts', 'src/node.ts', 'operators/index.ts'])(
    '%s only re-exports',
    (face) => {
      const code = (text.get(face) as string).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(code.replace(/export\s+(type\s+)?(\*|\{[^}]*\})\s+from\s+'[^']+';/g, '').trim()).toBe(
        '',
      );
    },
  );
});
