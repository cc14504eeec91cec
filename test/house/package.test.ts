import { execFile } from 'node:child_process';
import { access, constants, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly version: string;
  readonly exports: Record<string, unknown>;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;

/** A program of somebody else: each line below an expected error would compile if a type were lost on the way. */
const CONSUMER = `
import { lastValueFrom, pipe } from 'rxjs';
import { decodeCsv, encodeCsv, toTransformStream } from 'logitflow';
import { readCsv, writeArrow, type Written } from 'logitflow/node';
import { argmax, type Columns, type FloatWidth, type Placement, softmax } from 'logitflow/operators';

const columns: Columns = /^logit_/;
const float: FloatWidth = 32;
const placement: Placement = { as: (name) => name.replace('logit', 'prob'), float };
export const written: Written = await lastValueFrom(readCsv('scores.csv').pipe(
  softmax({ columns, ...placement, temperature: 1.5 }),
  argmax({ columns: 'prob_*', as: 'prediction', labels: ['cat', 'dog'] as const }),
  writeArrow('probabilities.arrow')));
// @ts-expect-error
softmax({ columns, temprature: 1.5 });

const pair = toTransformStream(pipe(decodeCsv(), softmax({ columns }), encodeCsv()));
export const bytes: ReadableStream<Uint8Array> = pair.readable;
// @ts-expect-error
export const text: WritableStream<string> = pair.writable;
// @ts-expect-error
export const none: number = pair;
`;

/** Another program of somebody else: what it gets are its own rxjs's and apache-arrow's objects; threads are the program's. */
const USER = `
import { RecordBatch } from 'apache-arrow';
import { firstValueFrom, Observable } from 'rxjs';
import { convertByShards, readCsv } from 'logitflow/node';

const source = readCsv('logits.csv');
console.log(source instanceof Observable, (await firstValueFrom(source)) instanceof RecordBatch);
const recipe = { steps: [{ op: 'softmax', columns: ['a', 'b'] }] };
const { rows } = await convertByShards(recipe, 'logits.csv', 'p.arrow', { jobs: 2 });
console.log(rows);
`;

/** The files that a built one leads to at once, and the packages that they import. */
async function reached(start: string): Promise<{ files: Set<string>; packages: Set<string> }> {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const code = await readFile(file, 'utf8');
    for (const [, name = ''] of code.matchAll(/^(?:import|export)[^"';]*["']([^"']+)["']/gm)) {
      if (name.startsWith('.')) queue.push(join(file, '..', name));
      else packages.add(name);
    }
  }
  return { files, packages };
}

describe('the packed package', () => {
  let folder: string;
  let packed: readonly { path: string }[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logitflow-package-'));
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder],
      {
        cwd: root,
      },
    );
    const listing: unknown = JSON.parse(stdout);
    const [pack] = Object.values(
      listing as Record<string, { filename: string; files: { path: string }[] }>,
    );
    packed = pack?.files ?? [];
    await writeFile(join(folder, 'package.json'), '{"type":"module","private":true}');
    const peers = Object.keys(manifest.peerDependencies).map((name) =>
      join(root, 'node_modules', name),
    );
    // Peers and dependencies come from this checkout, so that the test needs no network.
    const dependencies = Object.keys(manifest.dependencies).map((n) =>
      join(root, 'node_modules', n),
    );
    await run(
      'npm',
      [
        ...[
          'install',
          '--offline',
          '--silent',
          '--no-audit',
          '--ignore-scripts',
          '--install-links=false',
        ],
        ...[...peers, ...dependencies, join(folder, pack?.filename ?? '')],
      ],
      { cwd: folder },
    );
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the built code, the licence and the documents, and neither sources nor tests', () => {
    const tops = new Set(packed.map(({ path }) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'DECISIONS.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'package.json',
    ]);
    expect(packed.filter(({ path }) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path))).toEqual([]);
  });

  it('gives every export that its manifest names', async () => {
    const names = Object.keys(manifest.exports).filter((name) => name !== './package.json');
    const script = names
      .map((name) => `logitflow${name.slice(1)}`)
      .map((name) => `console.log(Object.keys(await import('${name}')).length > 0)`)
      .join('\n');
    await writeFile(join(folder, 'exports.mjs'), script);
    const { stdout } = await run(process.execPath, ['exports.mjs'], { cwd: folder });
    expect(stdout.trim().split('\n')).toEqual(names.map(() => 'true'));
  });

  it('comes in few files, and without Node where the manifest promises that', async () => {
    const built = join(folder, 'node_modules/logitflow/dist');
    for (const name of ['index.js', 'operators.js', 'kernels.js']) {
      const { files, packages } = await reached(join(built, name));
      expect(files.size).toBeLessThan(60);
      const neutral = ['apache-arrow', 'rxjs'];
      expect([...packages].filter((imported) => !neutral.includes(imported))).toEqual([]);
    }
    expect((await reached(join(built, 'cli.js'))).packages.size).toBe(0);
  });

  it('has one rxjs and one apache-arrow in a program: those beside it', async () => {
    const rows = 900_000; // more than one thread takes at once
    await writeFile(join(folder, 'logits.csv'), `a,b\n${'0.25,-1.5\n'.repeat(rows)}`);
    await writeFile(join(folder, 'user.mjs'), USER);
    const { stdout } = await run(process.execPath, ['user.mjs'], { cwd: folder });
    expect(stdout.split('\n')).toEqual(['true true', `${rows}`, '']);
  });

  it('has a command that needs neither', async () => {
    const alone = await mkdtemp(join(tmpdir(), 'logitflow-alone-'));
    try {
      await cp(join(folder, 'node_modules/logitflow/dist'), join(alone, 'dist'), {
        recursive: true,
      });
      await writeFile(join(alone, 'package.json'), '{"type":"module"}');
      await writeFile(join(alone, 'scores.csv'), 'x\n0\n');
      const command = (line: string) =>
        run(process.execPath, ['dist/cli.js', ...line.split(' ')], { cwd: alone });
      await command('sigmoid -c x scores.csv -o p.arrow');
      const { stdout } = await command('convert p.arrow --to csv');
      expect(stdout).toBe('x\n0.5\n');
    } finally {
      await rm(alone, { recursive: true });
    }
  });

  it('has the WebAssembly of its command in files, and none as text in what that loads', async () => {
    const program = packed
      .map(({ path }) => path)
      .filter((path) => path.startsWith('dist/program'));
    const files = await Promise.all(
      program.map((path) => readFile(join(folder, 'node_modules/logitflow', path))),
    );
    const modules = files.filter((bytes) => WebAssembly.validate(bytes));
    expect(modules.length).toBe(2);
    const inBase64 = Buffer.from('\0asm\x01').toString('base64').slice(0, 6);
    expect(program.filter((_, i) => files[i]!.includes(inBase64))).toEqual([]);
  });

  it('has threads that begin without record batches, as the command does', async () => {
    const program = join(folder, 'node_modules/logitflow/dist/program');
    const begins = ['worker.js'];
    for (const file of begins) {
      const code = await readFile(join(program, file), 'utf8');
      expect(code, file).not.toContain('RecordBatchFileWriter');
      for (const [, name = ''] of code.matchAll(/from"\.\/([^"]+)"/g)) {
        if (!begins.includes(name)) begins.push(name);
      }
    }
    expect(begins.length).toBeGreaterThan(3);
  });

  it('gives along the licence of whatever the command holds', async () => {
    const built = join(folder, 'node_modules/logitflow/dist');
    const licences = await readFile(join(built, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of [...Object.keys(manifest.peerDependencies), 'flatbuffers', 'tslib']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    }
    expect(licences).toContain('Copyright 2017-2025 The Apache Software Foundation'); // a NOTICE
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that hold without those of a browser, under %s and %s', async (module, resolve) => {
    await writeFile(join(folder, 'consumer.ts'), CONSUMER);
    const options = [
      ...['--strict', '--noEmit', '--skipLibCheck', '--exactOptionalPropertyTypes'],
      ...['--target', 'es2023', '--lib', 'es2023', '--module', module],
      ...['--moduleResolution', resolve, '--types', 'node'],
      ...['--typeRoots', join(root, 'node_modules', '@types')],
    ];
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    const compiled = run(compiler, [...options, 'consumer.ts'], { cwd: folder });
    await expect(compiled).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it('runs its command', async () => {
    const { stdout } = await run(join(folder, 'node_modules', '.bin', 'logitflow'), ['--version']);
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  it('has an executable command in its own checkout, where npx links to what the last build left', async () => {
    await expect(access(join(root, 'dist/cli.js'), constants.X_OK)).resolves.toBeUndefined();
  });

  it('writes its own version into provenance', () => {
    expect(VERSION).toBe(manifest.version);
  });
});
