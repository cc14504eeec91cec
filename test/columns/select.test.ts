import { Field, Float64, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillStar, globOf } from '../../src/columns/selection/glob.js';
import { type Columns, checkColumns, chooseColumns } from '../../src/columns/selection/select.js';
import { SelectionError } from '../../src/errors.js';

const schema = (...names: string[]) =>
  new Schema(names.map((name) => new Field(name, new Float64(), true)));

const chosen = (names: string[], columns: Columns) =>
  chooseColumns(schema(...names), columns, 'softmax').map(({ index, name, star }) =>
    star === undefined ? [index, name] : [index, name, star],
  );

describe('columns are chosen', () => {
  const names = ['id', 'logit_b', 'x', 'logit_a', 'logit_'];

  it('by a glob, in schema order, with what its * stands for', () => {
    expect(chosen(names, 'logit_*')).toEqual([
      [1, 'logit_b', 'b'],
      [3, 'logit_a', 'a'],
      [4, 'logit_', ''],
    ]);
    expect(chosen(['a1z', 'az', 'a'], 'a*z')).toEqual([
      [0, 'a1z', '1'],
      [1, 'az', ''],
    ]);
  });

  it('by a glob with several *, without saying what each stands for', () => {
    expect(chosen(['a_1_b', 'ab', 'a_b'], 'a*_*b')).toEqual([
      [0, 'a_1_b'],
      [2, 'a_b'],
    ]);
  });

  it('by a literal name, in which nothing is special', () => {
    expect(chosen(['a.b', 'a?b', 'axb', '[ab]'], 'a.b')).toEqual([[0, 'a.b']]);
    expect(chosen(['a.b', 'a?b', 'axb'], 'a?b')).toEqual([[1, 'a?b']]);
    expect(chosen(['', 'a'], '')).toEqual([[0, '']]);
    expect(chosen(['a', '__proto__'], '__proto__')).toEqual([[1, '__proto__']]);
  });

  it('by an array of names, in its order, a * in which is just a *', () => {
    expect(chosen(names, ['logit_a', 'id'])).toEqual([
      [3, 'logit_a'],
      [0, 'id'],
    ]);
    expect(chosen(['a*', 'ab'], ['a*'])).toEqual([[0, 'a*']]);
  });

  it('by a regular expression, also one that remembers where it stopped', () => {
    const found = [
      [1, 'logit_b'],
      [3, 'logit_a'],
    ];
    expect(chosen(names, /^LOGIT_[ab]/i)).toEqual(found);
    const sticky = /logit_[ab]/gy;
    sticky.lastIndex = 3;
    expect(chosen(names, sticky)).toEqual(found);
    expect(sticky.lastIndex).toBe(3);
  });

  it('by a function of name and index, also among columns of one name', () => {
    expect(chosen(['a', 'a', 'b'], (name, index) => name === 'a' && index === 1)).toEqual([
      [1, 'a'],
    ]);
  });
});

describe('a SelectionError', () => {
  const fails = (names: string[], columns: Columns) => {
    try {
      chosen(names, columns);
    } catch (error) {
      expect(error).toBeInstanceOf(SelectionError);
      return (error as SelectionError).message;
    }
    throw new Error('nothing was thrown');
  };

  it('says what there is, and offers a near miss', () => {
    expect(fails(['id', 'logit_a'], 'lgoit_a')).toBe(
      'softmax: there is no such column (column "lgoit_a"); expected one of "id", "logit_a"; did you mean "logit_a"?',
    );
    expect(fails(['id', 'logit_a'], ['id', 'z'])).toBe(
      'softmax: there is no such column (column "z"); expected one of "id", "logit_a"',
    );
  });

  it('says so where a glob, a pattern or a function chooses nothing', () => {
    expect(fails(['id', 'logit_a'], 'lgoit_*')).toBe(
      'softmax: no column matches (got "lgoit_*"); expected one of "id", "logit_a"; did you mean "logit_*"?',
    );
    expect(fails(['id', 'x10', 'x11'], 'Xx*')).toContain('; did you mean "x*"?');
    expect(fails(['id'], /^logit/)).toBe(
      'softmax: no column matches (got /^logit/); expected one of "id"',
    );
    expect(fails([], () => true)).toBe(
      'softmax: no column matches (got a function); expected a column, but there are none',
    );
  });

  it('sees through spaces around a name, and that a header was cut by another delimiter', () => {
    expect(fails([' a ', 'b'], 'a')).toContain('expected one of " a ", "b"; did you mean " a "?');
    expect(fails(['x;y'], 'x')).toContain('expected one of "x;y"; is the delimiter ";"?');
    expect(fails(['x\ty'], 'z*')).toContain('; is the delimiter a tab?');
    expect(fails(['x;y', 'z'], 'w')).not.toContain('delimiter');
  });

  it('cuts the list of many columns, and escapes hostile names', () => {
    const many = Array.from({ length: 400 }, (_, i) => `c${i}`);
    expect(fails(many, 'zzz')).toBe(
      'softmax: there is no such column (column "zzz"); expected one of "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9" and 390 more',
    );
    expect(fails(['a\u001b[2J'], 'zzz')).toBe(
      'softmax: there is no such column (column "zzz"); expected one of "a\\u{001b}[2J"',
    );
  });

  it('names a literal that several columns bear', () => {
    expect(fails(['a', 'b', 'a'], 'a')).toBe(
      'softmax: several columns bear this name, at 0, 2 (column "a"); expected a pattern that takes them all, or a function (name, index) => boolean that tells them apart',
    );
    expect(fails(['a', 'b', 'a'], ['b', 'a'])).toContain('several columns bear this name, at 0, 2');
  });
});

describe('checkColumns', () => {
  const message = (columns: unknown) => {
    try {
      checkColumns('softmax', columns);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return (error as TypeError).message;
    }
    return undefined;
  };

  it.each([['a'], [['a', 'b']], [/a/], [() => true]])('takes %o', (columns) => {
    expect(message(columns)).toBeUndefined();
  });

  it.each([
    [undefined, 'undefined'],
    [3, '3'],
    [[], '[]'],
    [['a', 1], '["a",1]'],
    [{ a: 1 }, '{"a":1}'],
  ])('refuses %o', (columns, shown) => {
    expect(message(columns)).toBe(
      `softmax: columns cannot be chosen by this (got ${shown}); expected a column name, a glob such as 'logit_*', a RegExp, an array of names or a function`,
    );
  });

  it('refuses a name that stands twice', () => {
    expect(message(['a', 'b', 'a'])).toBe(
      'softmax: columns name one twice (got "a"); expected each name once',
    );
  });
});

describe('a glob', () => {
  it('matches what a regular expression with .* matches', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 7 });
    const name = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 });
    fc.assert(
      fc.property(letters, name, (pattern, letters) => {
        const glob = [...pattern, '*'].join('');
        const wanted = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(letters.join(''));
        expect(globOf(glob).matches(letters.join(''))).toBe(wanted);
      }),
      { seed: 8, numRuns: 3000 },
    );
  });

  it('gives a name back when its * is filled with what it stands for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (head, star, tail) => {
        const glob = `${head.replaceAll('*', '')}*${tail.replaceAll('*', '')}`;
        expect(globOf(glob).starOf(fillStar(glob, star))).toBe(star);
      }),
      { seed: 9 },
    );
  });

  it('takes time in proportion to a hostile name, without backtracking', () => {
    const name = 'a'.repeat(2_000_000);
    const start = performance.now();
    expect(globOf('a*a*a*a*a*a*a*a*a*a*b').matches(name)).toBe(false);
    expect(globOf('*a*a*a*b*a*').matches(name)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('ten thousand columns', () => {
  it('are chosen in linear time', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const wide = schema(...names);
    const start = performance.now();
    expect(chooseColumns(wide, names, 'softmax')).toHaveLength(10_000);
    expect(chooseColumns(wide, 'c*', 'softmax')).toHaveLength(10_000);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
