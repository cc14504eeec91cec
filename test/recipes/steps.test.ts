import type { Field, RecordBatch } from 'apache-arrow';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { HOOK_KEYS } from '../../operators/core/policies.js';
import * as operators from '../../operators/index.js';
import { parseRecipe } from '../../src/recipes/parse-recipe.js';
import { operatorOf } from '../../src/recipes/step-operators.js';
import { STEPS, stepKind } from '../../src/recipes/steps.js';
import { toOperator } from '../../src/recipes/to-operator.js';
import { floats, namesOf, rowsOf, run, table } from '../operators/support/tables.js';

const batch = table({ a: floats([-1, 2, null, Number.NaN]), b: floats([3, 4, 5, 6]) });
const columns = ['a', 'b'];

/** A step for every operator that is one; element-wise ones need nothing else. */
const examples: Readonly<Record<string, object>> = {
  activate: { op: 'activate', function: 'leakyRelu', columns, negativeSlope: 0.3 },
  affine: { op: 'affine', columns, weights: [1, 2], as: 'z' },
  argmax: { op: 'argmax', columns, as: 'best' },
  ...Object.fromEntries(
    ['bilinear', 'geglu', 'glu', 'reglu', 'swiglu'].map((op) => [op, { op, columns, as: 'y' }]),
  ),
  prelu: { op: 'prelu', columns, slopes: [0.1, 0.2] },
  gumbelSoftmax: { op: 'gumbelSoftmax', columns, seed: 7 },
  logSumExp: { op: 'logSumExp', columns, as: 'total' },
  rebatch: { op: 'rebatch', rows: 2 },
  rename: { op: 'rename', mapping: { a: 'c' } },
  select: { op: 'select', columns },
  topK: { op: 'topK', columns, as: 'top', k: 2 },
};

/** What lifts other operators, and what gives or wants a state, which is no JSON. */
const WITHOUT_STEP = ['onRows', 'accumulate', 'applyState', 'encodeStates', 'decodeStates'];
const stepped = Object.keys(operators).filter((name) => !WITHOUT_STEP.includes(name));

describe('every exported operator', () => {
  it.each(stepped)('%s can be made of a JSON step', (name) => {
    const step = examples[name] ?? { op: name, columns };
    const recipe = parseRecipe(JSON.parse(JSON.stringify({ steps: [step] })));
    const results: number[] = [];
    from([batch])
      .pipe(toOperator(recipe))
      .subscribe(({ numRows }) => results.push(numRows));
    // A diagnosis has a row for each column.
    expect(results).toEqual({ rebatch: [2, 2], diagnose: [2] }[name] ?? [4]);
  });

  it('but those is a kind of step, or another name of one', () => {
    const names = stepped.filter((name) => name !== 'activate');
    expect(names.filter((name) => stepKind(name) === undefined)).toEqual([]);
  });
});

/** These are two operators, or want a state: `test/jobs/states.test.ts` holds them to their options. */
const OF_STATES = ['partial', 'merge', 'apply'];

const isHook = (name: string) => HOOK_KEYS.some((key) => key === name);

describe.each(STEPS)('the step $op', ({ op, options, verb, aliases, summary }) => {
  const make = operatorOf({ op });

  it('knows every option of its operator but the hooks, and no other', () => {
    const known = options.map(({ name }) => name).sort();
    // These take one argument that is no object of options, or one option.
    if (OF_STATES.includes(op)) return;
    if (['select', 'rename', 'rebatch'].includes(op)) return expect(known).toHaveLength(1);
    // The others list their options where they refuse one.
    const message = messageOf(() => make({ columns: '*', nonsense: 1 }, {}, op));
    const listed = /expected one of (.*)$/.exec(message)?.[1]?.split(', ') ?? [];
    expect(known).toEqual(listed.filter((name) => !isHook(name) && name !== 'spill').sort());
  });

  it('has a verb in kebab-case, and summaries of one line without a full stop', () => {
    expect(verb).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(verb.replaceAll('-', '')).toBe(op.toLowerCase());
    for (const text of [summary, ...options.map((option) => option.summary)]) {
      expect(text).toMatch(/^\S.*[^\s.]$/);
      expect(text.length).toBeLessThan(250);
    }
    expect(aliases).not.toContain(op);
  });

  it('states the defaults that its operator has', () => {
    for (const { name, choices, default: byDefault } of options) {
      if (byDefault === undefined) continue;
      if (choices !== undefined) expect(choices, name).toContain(byDefault);
    }
    const required = options.filter((option) => option.required).map(({ name }) => name);
    if (op === 'topK') required.push('as'); // along the row
    const values = {
      columns,
      as: 'x',
      k: 1,
      rows: 2,
      seed: 7,
      mapping: { a: 'c' },
      weights: [1, 2],
      slopes: [0.1],
    };
    const base = Object.fromEntries(
      Object.entries(values).filter(([name]) => required.includes(name)),
    );
    const defaults = options.flatMap(({ name, default: value }) =>
      value === undefined || (name === 'keep' && base.as === undefined) ? [] : [[name, value]],
    );
    if (OF_STATES.includes(op)) return;
    const bare = run(make(base, {}, op), batch);
    const explicit = run(make({ ...base, ...Object.fromEntries(defaults) }, {}, op), batch);
    expect(namesOf(explicit)).toEqual(namesOf(bare));
    expect(metadataOf(explicit)).toEqual(metadataOf(bare));
    expect(rowsOf(explicit, namesOf(explicit))).toEqual(rowsOf(bare, namesOf(bare)));
  });
});

/** What the results say of how they were made. */
function metadataOf({ schema }: RecordBatch): unknown[] {
  return schema.fields.map((field: Field) => [...field.metadata]);
}

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
