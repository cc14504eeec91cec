import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const ROWS = Array.from({ length: 500 }, (_, i) => `${i},${Math.sin(i)},"${i % 7},\n"\n`);
const SCORES = `id,x,note\n${ROWS.join('')}`;

/** What the command writes for each of `count` parts, without their headers. */
async function inParts(verb: readonly string[], input: string, count: number): Promise<string> {
  const parts: string[] = [];
  for (let k = 1; k <= count; k++) {
    const { code, stdout, stderr } = await run([...verb, input, '--shard', `${k}/${count}`, '-q']);
    expect([code, stderr]).toEqual([0, '']);
    parts.push(parts.length === 0 ? stdout : stdout.slice(stdout.indexOf('\n') + 1));
  }
  return parts.join('');
}

describe('--shard', () => {
  it.each([1, 2, 5, 16])('gives the bytes of the whole in %i parts', async (count) => {
    const input = put('in.csv', SCORES);
    const sigmoid = ['sigmoid', '-c', 'x', '--as', 'p'];
    const { stdout } = await run([...sigmoid, input]);
    expect(await inParts(sigmoid, input, count)).toBe(stdout);
  });

  it('reads parts of Arrow and of what has no name that says its format', async () => {
    const input = put('in.csv', SCORES);
    await run(['convert', input, path('in.arrow')]);
    const select = ['select', '-c', 'id,x', '--to', 'csv'];
    const whole = await run([...select, path('in.arrow')]);
    expect(await inParts(select, path('in.arrow'), 3)).toBe(whole.stdout);
    const odd = put('odd', SCORES.replaceAll(',', ';'));
    const semicolons = [...select, '--from', 'csv', '--delimiter', ';'];
    expect(await inParts(semicolons, odd, 3)).toBe((await run([...semicolons, odd])).stdout);
  });

  it('takes a column for lists where the beginning of the file says so', async () => {
    const input = put('in.csv', `id,x\n1,"[1,2]"\n${'2,\n'.repeat(50)}3,"[4,5]"\n`);
    const softmax = ['softmax', '-c', 'x'];
    expect(await inParts(softmax, input, 3)).toBe((await run([...softmax, input])).stdout);
    put('in.csv', `id,x\n${'1,"[1,2]"\n'.repeat(5000)}${'2,3.5\n'.repeat(9000)}`);
    const { code, stderr } = await run(['sigmoid', '-c', 'x', input, '--shard', '3/3']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('the value is not list<float64>')]);
  });

  it('begins with the mark of the file also where the operators write it', async () => {
    const input = put('in.csv', '\ufeffid,x\r\n1,2\r3,4\r\n5,6\r\n');
    const { stdout } = await run(['convert', input, '--to', 'csv', '--shard', '1/2', '-q']);
    expect(stdout).toBe('\ufeffid,x\r\n1,2\r\n');
  });

  it('samples with the noise that the whole has', async () => {
    const input = put('in.csv', SCORES);
    const sampled = ['gumbel-softmax', '-c', '/^(x|id)$/', '--seed', '7'];
    expect(await inParts(sampled, input, 4)).toBe((await run([...sampled, input])).stdout);
  });

  it('names the row of the file in errors', async () => {
    const input = put('bad.csv', `${SCORES}500,high,\n`);
    const { code, stderr } = await run(['sigmoid', '-c', 'x', input, '--shard', '5/5']);
    const whole = await run(['sigmoid', '-c', 'x', input]);
    expect(code).toBe(1);
    expect(stderr).toContain('row 500');
    expect(stderr.replace(/, batch \d+/, '')).toBe(whole.stderr.replace(/, batch \d+/, ''));
    const arrow = await run(['convert', input, '-o', path('bad.arrow'), '--shard', '5/5']);
    expect(arrow.code).toBe(0);
    const stray = await run(['sigmoid', '-c', 'x', input, '--to', 'arrow', '--shard', '5/5']);
    expect(stray.stderr).toContain('row 500');
  });

  it.each([
    ['0/2', 'softmax: --shard is no part (got "0/2"); expected K/N, such as 2/5, K from 1 to N'],
    ['3/2', 'softmax: --shard is no part (got "3/2"); expected K/N, such as 2/5, K from 1 to N'],
    ['two', 'softmax: --shard is no part (got "two"); expected K/N, such as 2/5, K from 1 to N'],
  ])('%s is refused', async (shard, message) => {
    const { code, stderr } = await run(['softmax', '-c', 'x*', 'a.csv', '--shard', shard]);
    expect([code, stderr]).toEqual([2, `logitflow: ${message}\n`]);
  });

  it.each([[['a.csv', 'b.csv']], [['-']], [[]], [['a.csv', '--out', 'dir']]])(
    'is refused for %j',
    async (inputs) => {
      const { code, stderr } = await run(['softmax', '-c', 'x*', '--shard', '1/2', ...inputs]);
      const message = 'softmax: --shard wants one file as input, and one output';
      expect([code, stderr]).toEqual([2, `logitflow: ${message}\n`]);
    },
  );
});
