import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LONGEST_LISTS, LONGEST_TEXT } from '../../src/lanes/csv/columns/texts.js';
import { OperatorsPath } from '../../src/lanes/csv/fallback/operators-path.js';
import { LONGEST_RECORD } from '../../src/lanes/csv/limits.js';
import { isLaneStep } from '../../src/lanes/csv/steps/steps.js';
import { LONGEST_NUMERAL } from '../../src/numerals/print.js';
import { makeStep } from '../../src/recipes/make-step.js';
import type { AnyStep, Recipe, Step } from '../../src/recipes/recipe.js';
import { STEPS } from '../../src/recipes/steps.js';
import { useEngine } from '../../src/simd/engine.js';
import { byLane, byOperators } from './both-paths.js';
import { checkLane, checkLists, expectSame } from './same-as-operators.js';

const SOFTMAX: Recipe = { steps: [{ op: 'softmax', columns: ['a', 'b'] }] };

async function bothWays(text: Uint8Array, recipe = SOFTMAX, delimiter = ',', cut = [1 << 19]) {
  const job = { recipe, delimiter, rows: 4096 };
  const lane = await byLane(job, [text], cut);
  expectSame(lane, byOperators(job, [text]));
  return lane;
}

describe.each(['simd', 'portable'] as const)('the CSV lane, %s', (engine) => {
  beforeAll(() => void useEngine(engine));
  afterAll(() => void useEngine());

  it('gives the bytes, errors, counts and warnings of the operators, for every text and chunking', async () => {
    const runs = 200;
    // The damaged texts go to the operators, and recipes that are none of a lane.
    expect(await checkLane(engine === 'simd' ? 5 : 6, runs)).toBeGreaterThan(runs / 4);
  }, 60_000);

  it('does so with lists in cells', async () => {
    const runs = 100;
    expect(await checkLists(engine === 'simd' ? 7 : 8, runs)).toBeGreaterThan(runs / 4);
  }, 60_000);

  it.each([';', '\t', '|', ' ', ':'])('takes %j between cells', async (delimiter) => {
    const text = 'id,a,b\n1,2,3\nx,0.5,-1\n'.replaceAll(',', delimiter);
    const { operatorsFrom } = await bothWays(Buffer.from(text), SOFTMAX, delimiter);
    expect(operatorsFrom).toBeUndefined();
  });

  it.each([0, 1, 4095, 4096, 4097, 8192])(
    'ends batches where the decoder does, at %i rows',
    async (rows) => {
      const lines = Array.from({ length: rows }, (_, i) => `${i},${i / 7},-${i}\n`);
      const { operatorsFrom, counts } = await bothWays(Buffer.from(`id,a,b\n${lines.join('')}`));
      expect(operatorsFrom).toBeUndefined();
      const batches = Math.max(1, Math.ceil(rows / 4096));
      expect(counts).toMatchObject([[0, 'softmax', { rows, batches }]]);
    },
  );

  it('writes no mark of a later file that it leaves, though the first one had no rows', async () => {
    const job = { recipe: { steps: [] }, delimiter: ',', rows: 4096 };
    const texts = ['a,b\n', '\ufeffa,b\r\n1,2\r3,4', 'a,b'].map((text) => Buffer.from(text));
    const lane = await byLane(job, texts, [1 << 19]);
    expectSame(lane, byOperators(job, texts));
    expect(lane.text.toString()).toBe('a,b\n1,2\n3,4\n');
  });

  it('computes rows of nulls, NaNs and infinities, and counts them', async () => {
    const text = Buffer.from('a,b,note\n1,2,x\n,2,"y\nz"\n3,nan,\n-inf,-inf,q\n4,inf,\n1,-inf,\n');
    const met = { rows: 6, nulls: 1, nans: 1, infinities: 1, degenerate: 1 };
    const left = vi.spyOn(OperatorsPath.prototype, 'compute');
    const { operatorsFrom, counts } = await bothWays(text);
    expect(operatorsFrom).toBeUndefined();
    expect(left).not.toHaveBeenCalled();
    left.mockRestore();
    expect(counts).toMatchObject([[0, 'softmax', met]]);
  });

  it.each<Step>([
    { op: 'affine', columns: ['a', 'b'], weights: [2, -1], as: 'y' },
    { op: 'affine', columns: ['a', 'b'], weights: [2, 0], as: 'y', nulls: 'mask', nan: 'mask' },
    { op: 'swiglu', columns: ['a', 'b'], as: 'y' },
    { op: 'glu', columns: ['a', 'b'], as: 'y', nulls: 'mask', nan: 'mask', float: 32 },
  ])('keeps rows of nulls, NaNs and infinities of %j', async (step) => {
    const text = Buffer.from('a,b\n1,2\n,2\n3,nan\n-inf,inf\nnan,\ninf,inf\n');
    const left = vi.spyOn(OperatorsPath.prototype, 'compute');
    const { operatorsFrom, counts } = await bothWays(text, { steps: [step] });
    expect(operatorsFrom).toBeUndefined();
    expect(left).not.toHaveBeenCalled();
    left.mockRestore();
    expect(counts).toMatchObject([[0, step.op, { nulls: 2, infinities: 2 }]]);
  });

  it('leaves single rows to the operators, and takes the next one again', async () => {
    const recipe: Recipe = { steps: [{ op: 'relu', columns: ['a', 'b'] }] };
    // A number with more digits than the lane writes before the point.
    const text = Buffer.from('a,b,note\n1,2,x\n,2,"y\nz"\n3,nan,\n1e30,-inf,q\n4,5,\n');
    const job = { recipe, delimiter: ',', rows: 4096, rounding: { precision: 3 } };
    const left = vi.spyOn(OperatorsPath.prototype, 'compute');
    const lane = await byLane(job, [text], [1 << 19]);
    // With it go those that are counted.
    expect(left.mock.calls.map(([{ rows }]) => rows)).toEqual([[1, 2, 3]]);
    left.mockRestore();
    expectSame(lane, byOperators(job, [text]));
    expect(lane.operatorsFrom).toBeUndefined();
    const met = { rows: 5, nulls: 1, nans: 1, infinities: 1 };
    expect(lane.counts).toMatchObject([[0, 'relu', met]]);
  });

  it('takes a file without a header, whose first line is a row', async () => {
    const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'column_*' }] };
    const job = { recipe, delimiter: ',', rows: 4096, named: false };
    for (const text of ['1,2\n3,4\n', '\ufeff1,2\r\n3,\r\n', '1,2\n', '1,2\n\n3,4']) {
      const lane = await byLane(job, [Buffer.from(text)], [1]);
      expectSame(lane, byOperators(job, [Buffer.from(text)]));
      expect(lane.operatorsFrom).toBeUndefined();
    }
  });

  it('reads a declared float32 as one, and keeps the cells of declared text', async () => {
    const types = { a: 'float32', id: 'text', n: 'int64' } as const;
    const text = Buffer.from('id,a,b,n\n007,0.1,2,12\n"x,y",1.50,3,-1\n"z", 1,,4\n');
    const recipe: Recipe = { steps: [{ op: 'tanh', columns: 'b' }] };
    const job = { recipe, delimiter: ',', rows: 4096, types };
    const [good] = text.toString().split('"z"');
    const lane = await byLane(job, [Buffer.from(good!)], [1 << 19]);
    expect(lane.text.toString().split('\n').slice(1, 3)).toEqual([
      '007,0.1,0.9640275800758169,12',
      '"x,y",1.5,0.9950547536867305,-1',
    ]);
    expect(lane.operatorsFrom).toBeUndefined();
    const wrong = await byLane(job, [text], [1 << 19]);
    expectSame(wrong, byOperators(job, [text]));
    expect(wrong.error).toContain('(got " 1", column "a", row 2, line 4)');
  });

  it('takes a column for lists where the first block says so, as the operators do', async () => {
    const recipe: Recipe = { steps: [{ op: 'sigmoid', columns: 'x' }] };
    const { text } = await bothWays(Buffer.from('id,x\n1,"[0, 1]"\n2,\n3,"[]"\n4,[-1]\n'), recipe);
    expect(text.toString()).toBe(
      'id,x\n1,"[0.5,0.7310585786300049]"\n2,\n3,[]\n4,[0.2689414213699951]\n',
    );
  });

  it.each([
    [0, '\xff'],
    [3, '\xc3'],
    [9, '\xed\xa0\x80'],
  ])(
    'leaves text that is not UTF-8 to the operators, which refuse it, in row %i',
    async (row, bytes) => {
      const lines = Array.from({ length: 10 }, (_, i) => `${i},1,é${i === row ? '?' : ''}\n`);
      const [before, after] = `a,b,note\n${lines.join('')}`.split('?');
      const text = [Buffer.from(before!), Buffer.from(bytes, 'latin1'), Buffer.from(after!)];
      const job = { recipe: SOFTMAX, delimiter: ',', rows: 4 };
      const lane = await byLane(job, [Buffer.concat(text)], [5]);
      expectSame(lane, byOperators(job, [Buffer.concat(text)]));
      expect(lane.error).toContain(`column "note", row ${row}, line ${row + 2}`);
      expect(lane.operatorsFrom).toBe(4 * Math.floor(row / 4));
    },
  );

  it('leaves a later batch that begins with what would be a byte order mark as the operators write it', async () => {
    const rows = ['1,2,x', '3,4,y', '\ufeff,4,z\r\ufeff,5,z', '\ufeff,5,q'];
    const text = Buffer.from(`n,a,b\n${rows.join('\n')}\n`);
    const recipe: Recipe = { steps: [{ op: 'relu', columns: 'a' }] };
    const job = { recipe, delimiter: ',', rows: 2 };
    const lane = await byLane(job, [text], [1 << 19]);
    expectSame(lane, byOperators(job, [text]));
    expect(lane.operatorsFrom).toBe(2);
  });

  it('rounds numbers near the ends of what doubles hold as the operators do', async () => {
    const recipe: Recipe = { steps: [{ op: 'linear', columns: ['a', 'b'] }] };
    const ends = ['4.94065645841246e-324', '1.23456e-310', '-1.23456e-291', '1.6789e308'];
    const text = Buffer.from(`a,b\n${ends.map((end) => `${end},1.23456\n`).join('')}`);
    const job = { recipe, delimiter: ',', rows: 4096, rounding: { significant: 3 } };
    const lane = await byLane(job, [text], [1 << 19]);
    expectSame(lane, byOperators(job, [text]));
    expect(lane.operatorsFrom).toBeUndefined();
    expect(lane.text.toString()).toBe(
      'a,b\n4.94e-324,1.23\n1.23e-310,1.23\n-1.23e-291,1.23\n1.68e+308,1.23\n',
    );
  });

  it('counts the lines of a later file from its beginning', async () => {
    const recipe: Recipe = { steps: [{ op: 'tanh', columns: 'a' }] };
    const job = { recipe, delimiter: ',', rows: 2 };
    const texts = ['a,b\n1,"x\n\ny"\n2,z\n3,z\n', 'a,b\n1,z\n2,"x\ny"\n3,z\n4,z\n5\n'];
    const files = texts.map((text) => Buffer.from(text));
    const lane = await byLane(job, files, [1 << 19]);
    expectSame(lane, byOperators(job, files));
    expect(lane.error).toContain('a row has 1 field (row 4, line 7)');
    expect(lane.operatorsFrom).toBe(7);
  });

  it('names file rows and lines in the errors of later batches', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => `"${i}\n",${i},1\n`);
    rows[8500] = '"8500",1\n';
    const { error, operatorsFrom } = await bothWays(Buffer.from(`id,a,b\n${rows.join('')}`));
    expect(error).toContain('a row has 2 fields (row 8500, line 17002)');
    expect(operatorsFrom).toBe(8192);
    rows[8500] = '8500,x,1\n';
    const stray = await bothWays(Buffer.from(`id,a,b\n${rows.join('')}`));
    expect(stray.error).toContain('(got "x", column "a", batch 2, row 8500, line 17002)');
  });

  it('writes a row that is longer than its room, and leaves one beyond its limit to the operators', async () => {
    const long = 'x'.repeat(3 << 19);
    const within = Buffer.from(`a,b,note\n1,2,${long}\n3,4,"${long}"\n5,6,\n`);
    expect((await bothWays(within)).operatorsFrom).toBeUndefined();
    const beyond = Buffer.from(`a,b,note\n1,2,\n3,4,${long}${long}\n5,6,\n`);
    expect((await bothWays(beyond)).operatorsFrom).toBe(0);
  });

  it.each([-1, 0, 1, 1 << 18, (1 << 19) - 40])(
    'gives the same for a record that is longer than its limit by %i bytes',
    async (more) => {
      const note = 'n'.repeat(LONGEST_RECORD + more - 'a,b,'.length);
      const text = Buffer.from(`a,b,note\n1,2,\n3,4,${note}\n5,6,"${note}"\n7,8,\n`);
      for (const cut of [[1 << 19], [12_345, 1 << 19]]) await bothWays(text, SOFTMAX, ',', cut);
    },
  );

  it.each([-1, 0, 1])('gives the same for a header of 2 MiB and %i bytes', async (more) => {
    const name = 'n'.repeat((1 << 21) + more - 'a,b,'.length);
    const { operatorsFrom } = await bothWays(Buffer.from(`a,b,${name}\n1,2,x\n`));
    expect(operatorsFrom).toBe(more > 0 ? 0 : undefined);
  });

  it.each([-1, 0, 1])('ends batches at 2 MiB of text and %i bytes', async (more) => {
    const lines = Array.from({ length: 4000 }, (_, i) => `1,${i % 9},${'x'.repeat(1024 - 5)}\n`);
    lines[1000] = `1,2,${'x'.repeat(1024 - 5 + more)}\n`;
    const { counts, operatorsFrom } = await bothWays(Buffer.from(`a,b,note\n${lines.join('')}`));
    expect(operatorsFrom).toBeUndefined();
    expect(counts).toMatchObject([[0, 'softmax', { rows: 4000, batches: 2 }]]);
  });

  it.each([-1, 0, 1])(
    'makes lists up to 4 KiB and %i bytes, and leaves longer ones',
    async (more) => {
      // Two labels of half the room each, with quotes that are doubled, commas and brackets.
      const label = 'l'.repeat(LONGEST_TEXT / 2 - 7 + more);
      const labels = [label, label.slice(0, -1)];
      const steps: readonly Step[] = [{ op: 'topK', columns: ['a', 'b'], k: 2, as: 'top', labels }];
      const text = Buffer.from('a,b\n1,2\n3,1\n,1\n'.repeat(100));
      const { operatorsFrom } = await bothWays(text.subarray(0, -1), { steps });
      expect(operatorsFrom).toBe(more > 0 ? 0 : undefined);
    },
  );

  it('samples with the noise of the row in the stream, over batches and files, and where it leaves', async () => {
    const recipe: Recipe = { steps: [{ op: 'gumbelSoftmax', columns: ['a', 'b'], seed: 3 }] };
    const rows = Array.from({ length: 5000 }, (_, i) => `${i % 7},${i / 9}\n`);
    const file = Buffer.from(`a,b\n${rows.join('')}`);
    rows[4500] = '1e30,2\n'; // more digits than the lane writes before the point
    const last = Buffer.from(`a,b\n${rows.join('')}`);
    const job = { recipe, delimiter: ',', rows: 4096, rounding: { precision: 9 } };
    const kept = await byLane(job, [file, file], [1 << 19]);
    expectSame(kept, byOperators(job, [file, file]));
    expect(kept.operatorsFrom).toBeUndefined();
    const left = await byLane(job, [file, last, file], [1 << 19]);
    expectSame(left, byOperators(job, [file, last, file]));
    expect(left.operatorsFrom).toBe(9096);
  });

  it('computes lists without the operators: nulls, strings, blanks, empty and ragged ones', async () => {
    const lists = [
      '"[1,2,3.5]"',
      '[7]',
      '',
      '""',
      '[]',
      '"[ 1 ,null ]"',
      '"[""NaN"",-inf]"',
      '[-inf]',
    ];
    const text = Buffer.from(`id,z,x\n${lists.map((list, i) => `${i},${list},"q"\n`).join('')}`);
    const left = vi.spyOn(OperatorsPath.prototype, 'compute');
    for (const step of [
      { op: 'softmax', columns: 'z' },
      { op: 'logSumExp', columns: 'z', as: 'total' },
      { op: 'tanh', columns: 'z', as: 't', nulls: 'mask' },
      { op: 'prelu', columns: 'z', slopes: [0.5] },
      { op: 'argmax', columns: 'z', as: 'best', score: 'score' },
      { op: 'topK', columns: 'z', as: 'top', k: 2, labels: ['a', 'b', 'c'] },
    ] satisfies Step[]) {
      expect((await bothWays(text, { steps: [step] })).operatorsFrom).toBeUndefined();
    }
    expect(left).not.toHaveBeenCalled();
    left.mockRestore();
  });

  it('keeps every kind of step that looks at single rows', async () => {
    const beyondRows = ['partial', 'merge', 'apply', 'diagnose', 'rebatch'];
    const plain = { as: 'x', k: 1, mapping: { id: 'c' }, seed: 1, weights: [1, 2], slopes: [1] };
    const left: string[] = [];
    for (const { op, options } of STEPS) {
      const names = options.filter(({ required }) => required).map(({ name }) => name);
      for (const [columns, text] of [
        [['a', 'b'], 'id,a,b\n1,1,2\n2,,4\n3,nan,1\n4,inf,-inf\n'],
        [['z'], 'id,z\n1,"[1,2]"\n2,\n3,"[null,nan]"\n4,"[inf,-inf]"\n'],
      ] as const) {
        const as = op === 'topK' ? { as: 'x' } : {};
        const own = Object.entries({ ...plain, columns }).filter(([name]) => names.includes(name));
        const steps = [{ op, ...as, ...Object.fromEntries(own) } as unknown as Step];
        if (beyondRows.includes(op)) continue;
        const stray = vi.spyOn(OperatorsPath.prototype, 'compute');
        const { operatorsFrom } = await bothWays(Buffer.from(text), { steps });
        if (operatorsFrom !== undefined || stray.mock.calls.length > 0) left.push(op);
        stray.mockRestore();
      }
    }
    expect(left).toEqual([]);
  });

  it('leaves a row of lists with a bad element to the operators, which name it', async () => {
    const lines = Array.from({ length: 9000 }, (_, i) => `${i},"[${i},${i / 7}]"\n`);
    lines[8500] = '8500,"[1,x]"\n';
    const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'z' }] };
    const bad = await bothWays(Buffer.from(`id,z\n${lines.join('')}`), recipe);
    expect(bad.error).toContain('(got "[1,x]", column "z", row 8500, line 8502)');
    expect(bad.operatorsFrom).toBe(8192);
    lines[8500] = '8500,"[1,null]"\n';
    const { steps } = recipe;
    const refusing: Recipe = { steps: [{ ...(steps[0] as Step), nulls: 'error' } as Step] };
    const refused = await bothWays(Buffer.from(`id,z\n${lines.join('')}`), refusing);
    expect(refused.error).toContain('a null (column "z", batch 2, row 8500, line 8502)');
  });

  it.each(['', 'null', '"NaN"', '1]'])(
    'reads lists of thousands of numbers, with %j among them',
    async (odd) => {
      const numbers = Array.from({ length: 3000 }, (_, i) => String(i % 3 === 0 ? i / 7 : i - 999));
      const list = (items: readonly string[]) => `"[${items.join(', ').replaceAll('"', '""')}]"`;
      const others = [...numbers.slice(0, 2047), ...(odd === '' ? [] : [odd]), '5'];
      const rows = [numbers, others, numbers.slice(0, 1024), numbers.slice(0, 1007)].map(list);
      const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'z' }] };
      const { operatorsFrom } = await bothWays(Buffer.from(`z\n${rows.join('\n')}`), recipe);
      expect(operatorsFrom).toBe(odd === '1]' ? 0 : undefined);
    },
  );

  it.each([-1, 0, 1])(
    'writes rows of lists that may take 4 MiB and %i items, and leaves longer ones',
    async (more) => {
      const most = Math.floor((LONGEST_LISTS - 4) / (LONGEST_NUMERAL + 1));
      const list = `"[${'7,'.repeat(most + more - 1)}1.5]"`;
      const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'z' }] };
      const left = vi.spyOn(OperatorsPath.prototype, 'compute');
      const text = Buffer.from(`z\n"[1,2]"\n${list}\n"[3,4]"\n`);
      expect((await bothWays(text, recipe)).operatorsFrom).toBeUndefined();
      expect(left).toHaveBeenCalledTimes(more > 0 ? 1 : 0);
      left.mockRestore();
    },
  );

  it('asks the first block of each file which columns hold lists', async () => {
    const recipe: Recipe = { steps: [{ op: 'relu', columns: ['a', 'b'] }] };
    const job = { recipe, delimiter: ',', rows: 2 };
    const lists = 'a,b\n[1],"[1,2]"\n[2],[]\n';
    for (const [others, kept] of [
      [['a,b\n[3],[4]\n'], true],
      [['a,b\n3,[4]\n'], false],
      [['a,b\n,[4]\n,\n[5],[6]\n'], false],
      [['a,b\n'], false],
    ] as const) {
      const texts = [lists, ...others].map((text) => Buffer.from(text));
      const lane = await byLane(job, texts, [1 << 19]);
      expectSame(lane, byOperators(job, texts));
      expect(lane.operatorsFrom === undefined).toBe(kept);
    }
    const late = Buffer.from('a,b\n,1\n,2\n[1],3\n');
    const lane = await byLane(job, [late], [1]);
    expectSame(lane, byOperators(job, [late]));
    expect(lane.error).toContain('the cell holds no number (got "[1]", column "a"');
  });

  it('takes tables of many columns', async () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `c${i}`);
    const row = (from: number) => names.map((_, i) => (from + i) % 17).join(',');
    const text = Buffer.from(`${names.join(',')}\n${[1, 2, 3].map(row).join('\n')}`);
    const recipes: readonly Recipe['steps'][] = [
      [{ op: 'sigmoid', columns: 'c1*', float: 32 }],
      [{ op: 'softmax', columns: 'c2*', as: 'p*', sumToOne: { decimals: 6 } }],
    ];
    for (const steps of recipes) {
      expect((await bothWays(text, { steps })).operatorsFrom).toBeUndefined();
    }
  });

  it('ends batches of wide tables where the decoder does', async () => {
    const row = Array.from({ length: 9000 }, (_, i) => `${i % 17}.00000`).join(',');
    const names = Array.from({ length: 9000 }, (_, i) => `c${i}`).join(',');
    const steps: readonly Step[] = [{ op: 'softmax', columns: ['c1', 'c2'] }];
    const { counts } = await bothWays(Buffer.from(`${names}\n${`${row}\n`.repeat(40)}`), { steps });
    expect(counts).toMatchObject([[0, 'softmax', { rows: 40, batches: 2 }]]);
  });

  it.each([4094, 4095, 4096, 8192])(
    'reads a header of %i bytes, wherever it is cut, whatever ends it',
    async (length) => {
      for (const end of ['\n', '\r\n']) {
        for (const header of [`a,b,"${'x'.repeat(length - 6)}"`, `a,b,${'x'.repeat(length - 4)}`]) {
          const text = Buffer.from([header, '1,2,x', '3,4,y', ''].join(end));
          for (const cut of [[1 << 19], [length - 2, 1, 1, 1, 1, 1 << 19]]) {
            const { operatorsFrom } = await bothWays(text, SOFTMAX, ',', cut);
            expect(operatorsFrom).toBeUndefined();
          }
        }
      }
    },
  );

  it('takes only steps that their operators would take', () => {
    const wrong: readonly AnyStep[] = [
      { op: 'softmax', columns: 'a*', temperature: 0 },
      { op: 'softmax', columns: 'a*', as: 'p' },
      { op: 'softmax', columns: 'a*', keep: true },
      { op: 'softmax', columns: ['a', 'a'] },
      { op: 'softmax', columns: 'a*', nulls: 'keep' },
      { op: 'softmax', columns: 'a*', hue: 1 },
      { op: 'leakyRelu', columns: 'a', negativeSlope: 'steep' },
      { op: 'argmax', columns: 'a*' },
      { op: 'argmax', columns: 'a*', as: 'x', score: '' },
    ];
    expect(wrong.filter(isLaneStep)).toEqual([]);
    const plain = { columns: ['a', 'b'], as: 'x', k: 1, rows: 1, mapping: { a: 'c' }, seed: 1 };
    const given = STEPS.map(({ op, options }): AnyStep => {
      const names = options.filter(({ required }) => required).map(({ name }) => name);
      const values = Object.entries(plain).filter(([name]) => names.includes(name));
      return { op, ...Object.fromEntries(values) };
    });
    const taken = given.filter(isLaneStep);
    expect(taken.length).toBeGreaterThan(40);
    for (const step of taken) expect(() => makeStep(step, '')).not.toThrow();
  });
});
