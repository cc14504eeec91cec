import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

describe('the packed package', () => {
  let folder: string;
  let packed: readonly { path: string }[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logitflow-package-'));
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--silent', '--pack-destination', folder],
      {
        cwd: root,
      },
    );
    // `prepare` may print before the JSON that npm writes last.
    const listing: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
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

  it('runs its command', async () => {
    const { stdout } = await run(join(folder, 'node_modules', '.bin', 'logitflow'), ['--version']);
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  it('writes its own version into provenance', () => {
    expect(VERSION).toBe(manifest.version);
  });
});
