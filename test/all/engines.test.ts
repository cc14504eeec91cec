import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import * as kernels from '../../src/kernels.js';
import { useEngine } from '../../src/simd/engine.js';
import { CHROMIUM, endChromium, inChromium } from './chromium.js';
import { needs } from './optional.js';

type Hashes = Readonly<Record<string, number>>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = `
  const { resultBits } = await import(ROOT + 'test/all/result-bits.mjs');
  const kernels = await import(ROOT + 'dist/kernels.js');
  const result = JSON.stringify(resultBits(kernels));`;
const { resultBits } = (await import(new URL('result-bits.mjs', import.meta.url).href)) as {
  resultBits: (module: typeof kernels) => Hashes;
};

/** The newer Nodes are packages of the npm registry that hold nothing but the program. */
const NODES = {
  'this Node': process.execPath,
  'Node 22': `${root}node_modules/node-22/bin/node`,
  'Node 24': `${root}node_modules/node-24/bin/node`,
};

afterEach(() => {
  useEngine();
  endChromium();
});

describe('every kernel gives the bits of the portable twin', () => {
  useEngine('portable');
  const expected = resultBits(kernels);

  it('over more than a hundred kernels and shapes', () => {
    expect(Object.keys(expected).length).toBeGreaterThan(100);
  });

  for (const [name, program] of Object.entries(NODES)) {
    it(`in ${name}`, (context) => {
      needs(context, existsSync(program), program);
      expect(hashesIn(program)).toEqual(expected);
    });
  }

  it('in Chromium', async (context) => {
    needs(context, existsSync(CHROMIUM), CHROMIUM);
    const post = `await fetch('/result', { method: 'POST', body: result });`;
    const bytes = await inChromium(`const ROOT = '/'; ${SCRIPT} ${post}`);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(expected);
  });

  function hashesIn(program: string): unknown {
    const script = `const ROOT = ${JSON.stringify(`file://${root}`)}; ${SCRIPT} console.log(result);`;
    const args = ['--input-type=module', '-e', script];
    return JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
  }
});
