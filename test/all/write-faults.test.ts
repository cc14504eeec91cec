import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, ended, BUILT_COMMAND as main, shell } from '../cli/built.js';
import { scratch } from '../cli/support.js';
import { needs } from './optional.js';

const { path, put } = scratch();

const source = fileURLToPath(new URL('faults/preload.c', import.meta.url));
const ROWS = Array.from({ length: 150_000 }, (_, i) => `${i / 7},${i}\n`).join('');
const CSV = `x,y\n${ROWS}`;
const LONG = CSV + ROWS.repeat(2);
const DEVICE = 'input/output error of the device';
const NOTHING = 'the system takes no more bytes, and does not say why';

const folder = mkdtempSync(join(tmpdir(), 'logitflow-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let library = '';

beforeAll(() => {
  const built = join(folder, 'preload.so');
  const made = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-o', built, source, '-ldl']);
  if (made.status === 0) library = built;
  else if (made.error === undefined) throw new Error(made.stderr.toString());
});

interface Fault {
  readonly file: string;
  readonly call: string;
  readonly nth?: number;
  readonly how?: 'eio' | 'short' | 'none';
}

/** A command under a fault, which the shell does not meet. */
function under({ file, call, nth = 1, how = 'eio' }: Fault, line: string): Promise<Ended> {
  const orders = `FAULT_FILE=${file} FAULT_CALL=${call} FAULT_NTH=${nth} FAULT_HOW=${how}`;
  return ended(shell(main, line.replaceAll('$L', `${orders} LD_PRELOAD=${library} $L`), path()));
}

const WAYS = {
  'a CSV by the lane': 'softmax -c "*" in.csv -o out.csv',
  'a CSV by operators': 'rebatch --rows 9999 in.csv -o out.csv',
  'a CSV by threads': 'sigmoid -c "*" long.csv -o out.csv --jobs 2',
  'an Arrow file': 'convert in.csv -o out.csv --to arrow',
  'a compressed CSV': 'convert long.csv -o out.csv.gz',
} as const;

const CALLS: readonly Omit<Fault, 'file'>[] = [
  { call: 'write', nth: 1, how: 'eio' },
  { call: 'write', nth: 2, how: 'eio' },
  { call: 'write', nth: 1, how: 'none' },
  { call: 'fsync', nth: 1, how: 'eio' },
  { call: 'close', nth: 1, how: 'eio' },
  { call: 'rename', nth: 1, how: 'eio' },
];

describe.each(Object.entries(WAYS))('a fault of the device under %s', (_, line) => {
  const [name] = /out\.csv\S*/.exec(line)!;

  it.for(CALLS)(
    'is an error at $call $nth ($how); the target stays, and nothing beside it',
    async (fault, context) => {
      needs(context, library !== '', 'gcc');
      put('in.csv', CSV);
      put('long.csv', LONG);
      put(name, 'old\n');
      const { code, stderr } = await under({ file: name, ...fault }, `$L ${line} -q --force`);
      const reason = fault.how === 'none' ? NOTHING : DEVICE;
      expect([code, stderr]).toEqual([3, `logitflow: ${name}: write: ${reason}\n`]);
      expect(readdirSync(path()).sort()).toEqual(['in.csv', 'long.csv', name]);
      expect(readFileSync(path(name), 'utf8')).toBe('old\n');
    },
  );

  it('does no harm where writes are short', async (context) => {
    needs(context, library !== '', 'gcc');
    put('in.csv', CSV);
    put('long.csv', LONG);
    const whole = await under({ file: 'nothing', call: 'write' }, `$L ${line} -q`);
    const expected = readFileSync(path(name));
    const short = await under({ file: name, call: 'write', how: 'short' }, `$L ${line} -q --force`);
    expect([whole, short]).toMatchObject(Array(2).fill({ code: 0, stderr: '' }));
    expect(readFileSync(path(name)).equals(expected)).toBe(true);
  });
});

describe('a fault of the device', () => {
  it('is an error at a redirected output, which stays as far as it was written', async (context) => {
    needs(context, library !== '', 'gcc');
    put('in.csv', CSV);
    const fault = { file: 'out.csv', call: 'write', nth: 2 };
    const { code, stderr } = await under(fault, '$L softmax -q -c "*" in.csv > out.csv');
    expect([code, stderr]).toEqual([3, `logitflow: standard output: write: ${DEVICE}\n`]);
  });

  it.for([
    ['in.csv', 'convert in.csv out.csv'],
    ['in.csv', 'softmax -c "*" --over stream in.csv -o out.csv'],
    ['in.arrow', 'convert in.arrow out.csv'],
  ] as const)('is an error where %s is read: %s', async ([file, line], context) => {
    needs(context, library !== '', 'gcc');
    put('in.csv', CSV);
    await under({ file: 'nothing', call: 'read' }, '$L convert -q in.csv in.arrow');
    const before = readdirSync(path());
    const { code, stderr } = await under({ file, call: 'read', nth: 2 }, `$L ${line}`);
    expect([code, stderr]).toEqual([3, `logitflow: ${file}: read: ${DEVICE}\n`]);
    expect(readdirSync(path())).toEqual(before);
  });

  it('is an error where a stream is spilled', async (context) => {
    needs(context, library !== '', 'gcc');
    put('in.csv', CSV);
    const line = 'cat in.csv | TMPDIR=. $L softmax -q -c "*" --over stream -o out.csv';
    for (const how of ['eio', 'none'] as const) {
      const { code, stderr } = await under({ file: '/logitflow-', call: 'write', how }, line);
      expect(code).toBe(3);
      expect(stderr).toMatch(
        new RegExp(
          `^logitflow: \\S*logitflow-\\S+\\.tmp: spill: ${how === 'eio' ? DEVICE : NOTHING}\\n$`,
        ),
      );
      expect(readdirSync(path())).toEqual(['in.csv']);
    }
  });
});
