import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFunctionTable } from '../../tools/function-table.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const command = `node ${join(root, 'dist/cli.js')}`;

interface Example {
  readonly language: string;
  readonly code: string;
  /** What the block right below it says that it prints. */
  readonly prints: string | undefined;
  readonly line: number;
}

const readme = await readFile(join(root, 'README.md'), 'utf8');

function examplesOf(markdown: string): Example[] {
  const blocks = [
    ...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```\n(?:```text\n([\s\S]*?)^```)?/gm),
  ];
  return blocks
    .filter(([, language]) => language === 'sh' || language === 'js')
    .map((block) => ({
      language: block[1] as string,
      code: block[2] as string,
      prints: block[3],
      line: markdown.slice(0, block.index).split('\n').length,
    }));
}

/** Figures that differ from run to run are masked on both sides. */
function steady(output: string): string {
  return output
    .replace(/\d+(\.\d+)? m?s\b/g, '# s')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

describe('the README', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logitflow-readme-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(root, join(folder, 'node_modules', 'logitflow'));
    for (const name of ['rxjs', 'apache-arrow', 'fast-csv']) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    await symlink(join(root, 'fixtures'), join(folder, 'fixtures'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const examples = examplesOf(readme);

  // What this very test run has done already: installing, and running the tests.
  const runnable = examples.filter(({ code }) => !code.includes('npm test'));

  it('has examples of both kinds, and says what they print', () => {
    expect(runnable.filter(({ language }) => language === 'sh').length).toBeGreaterThan(1);
    expect(runnable.filter(({ language }) => language === 'js').length).toBeGreaterThan(2);
    expect(runnable.filter(({ prints }) => prints !== undefined).length).toBeGreaterThan(3);
  });

  it('lists every function of the table (-u writes it anew)', async () => {
    await expect(withFunctionTable(readme)).toMatchFileSnapshot('../../README.md');
  });

  it.each(runnable)(
    'does what its $language example in line $line says',
    async (example) => {
      const { language, code, prints } = example;
      let program = [
        'bash',
        // Bash reads its start-up file where standard input is a socket, as it is here.
        '--norc',
        '-euc',
        code.replaceAll('npm install && ', '').replaceAll('npx logitflow', command),
      ];
      if (language === 'js') {
        await writeFile(join(folder, `line-${example.line}.js`), code);
        program = ['node', `line-${example.line}.js`];
      }
      const [file, ...args] = program as [string, ...string[]];
      const { stdout, stderr } = await run(file, args, { cwd: folder });
      if (prints !== undefined) expect(steady(stderr + stdout)).toBe(steady(prints));
    },
    60_000,
  );
});
