import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

// Debian's python3 finds Debian's mpmath; another python3 that stands before it in PATH may not.
const PYTHON = '/usr/bin/python3';

/** Each generator writes into the folder given as its argument; training (`digits.py`) depends on the BLAS. */
const GENERATORS = [
  { script: 'generate/digits-truth.py', program: PYTHON },
  { script: 'generate/digits-arrow.mjs', program: process.execPath },
] as const;

describe('the committed truths', () => {
  const output = mkdtempSync(join(tmpdir(), 'logitflow-oracles-'));
  afterAll(() => rmSync(output, { recursive: true, force: true }));

  for (const { script, program } of GENERATORS) {
    it(`are what ${script} writes today`, ({ skip }) => {
      skip(!existsSync(program), `${program} is not installed`);
      execFileSync(program, [join(fixtures, script), output]);
      const written = readdirSync(output);
      expect(written.length).toBeGreaterThan(0);
      for (const name of written) {
        expect(
          readFileSync(join(output, name)).equals(readFileSync(join(fixtures, name))),
          name,
        ).toBe(true);
        rmSync(join(output, name));
      }
    });
  }
});
