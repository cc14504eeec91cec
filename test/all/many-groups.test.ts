import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Measured {
  readonly groups: number;
  readonly sum: number;
  readonly held: number;
  readonly peak: number;
  readonly seconds: number;
}

const script = fileURLToPath(new URL('many-groups.mjs', import.meta.url));

function measured(groups: number): Measured {
  return JSON.parse(execFileSync(process.execPath, [script, `${groups}`], { encoding: 'utf8' }));
}

describe('softmax by group of keys of int64', () => {
  it('takes less than 1.5 GB in all for ten million groups, in no order, in linear time', () => {
    const [few, many] = [measured(1_250_000), measured(10_000_000)];
    console.log(few, many);
    expect([few.groups, many.groups]).toEqual([1_250_000, 10_000_000]);
    expect(Math.abs(many.sum - 1e7)).toBeLessThan(1);
    expect(many.peak).toBeLessThan(1.5e9);
    expect(many.held).toBeLessThan(80 * many.groups);
    // Eight times as many: twice of it is caches, which hold the few and not the many.
    expect(many.seconds).toBeLessThan(16 * few.seconds);
  });
});
