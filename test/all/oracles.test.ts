import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from './optional.js';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

// Debian's python3 finds Debian's mpmath; another python3 that stands before it in PATH may not.
const PYTHON = '/usr/bin/python3';

/**
 * Each generator writes into the folder given as its argument, and stands here with the folder that its files are
 * committed in. Training (`digits.py`) is left out: its last bits depend on the BLAS.
 */
const GENERATORS = [
  { script: 'generate/digits-truth.py', program: PYTHON, into: '.' },
  { script: 'generate/digits-arrow.mjs', program: process.execPath, into: '.' },
  { script: 'generate/ranking.py', program: PYTHON, into: '.' },
  { script: 'generate/kernels.py', program: PYTHON, into: 'kernels' },
  { script: 'generate/activations-truth.py', program: PYTHON, into: 'activations' },
  { script: 'generate/softmax-family.py', program: PYTHON, into: 'softmax' },
  { script: 'generate/exact-state.py', program: PYTHON, into: 'state' },
  { script: 'generate/over-stream.py', program: PYTHON, into: 'stream' },
] as const;

describe('the committed truths', () => {
  const output = mkdtempSync(join(tmpdir(), 'logitflow-oracles-'));
  afterAll(() => rmSync(output, { recursive: true, force: true }));

  for (const { script, program, into } of GENERATORS) {
    it(`are what ${script} writes today`, (context) => {
      needs(context, existsSync(program), program);
      execFileSync(program, [join(fixtures, script), output]);
      const written = readdirSync(output);
      expect(written.length).toBeGreaterThan(0);
      for (const name of written) {
        expect(
          readFileSync(join(output, name)).equals(readFileSync(join(fixtures, into, name))),
          name,
        ).toBe(true);
        rmSync(join(output, name));
      }
    });
  }
});
