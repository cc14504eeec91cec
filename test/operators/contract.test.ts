import { type RecordBatch, Table } from 'apache-arrow';
import { from, map, type OperatorFunction, pipe, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as operators from '../../operators/index.js';
import { encodeState } from '../../src/distributions/state-file/encode-state.js';
import { FormatError } from '../../src/errors.js';
import { itPassesTheList, itPassesTheListOfReductions } from './support/rxjs-list.js';
import { floats, table } from './support/tables.js';

/** One operator, what it is fed with, and the same with a callback that throws. */
interface Case {
  readonly make: () => OperatorFunction<never, unknown>;
  readonly value: unknown;
  /** Left out where the operator takes no callback. */
  readonly throwing?: () => OperatorFunction<never, unknown>;
  /** Whether it gives one result at the end, and not one for each value. */
  readonly reduces?: boolean;
  /** What one fails with that has no result of nothing. */
  readonly errorOfNothing?: unknown;
}

const batch = table({ a: floats([1, 2]), b: floats([3, 4]) });
const columns = ['a', 'b'];
const fails = (): never => {
  throw new Error('the callback throws');
};

const state = stateOf([batch]);
const [stateBatch] = encodeState(state);

/** The element-wise ones, and those of the softmax family that need nothing else. */
const ofColumns = (operator: (options: { columns: string[]; report?: () => void }) => unknown) =>
  caseOf(
    () => operator({ columns }),
    () => operator({ columns, report: fails }),
  );

function caseOf(make: () => unknown, throwing?: () => unknown, value: unknown = batch): Case {
  // The cases are typed by `value`, which each operator of its own takes.
  return { make, value, ...(throwing && { throwing }) } as Case;
}

const {
  accumulate,
  activate,
  affine,
  applyState,
  argmax,
  bilinear,
  decodeStates,
  diagnose,
  encodeStates,
  geglu,
  glu,
  gumbelSoftmax,
  logSoftmax,
  logSumExp,
  onRows,
  prelu,
  rebatch,
  reglu,
  rename,
  select,
  softmax,
  swiglu,
  topK,
  ...others
} = operators;

function stateOf(batches: readonly RecordBatch[]): operators.SoftmaxState {
  const states: operators.SoftmaxState[] = [];
  from(batches)
    .pipe(operators.accumulate({ columns }))
    .subscribe((state) => states.push(state));
  return states[0]!;
}

const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    Object.entries(others).map(([name, operator]) => [name, ofColumns(operator)]),
  ),
  accumulate: {
    ...caseOf(
      () => accumulate({ columns }),
      () => accumulate({ columns, report: fails }),
    ),
    reduces: true,
  },
  applyState: caseOf(
    () => applyState({ state, as: (name) => `p_${name}` }),
    () => applyState({ state, as: fails }),
  ),
  encodeStates: caseOf(() => encodeStates(), undefined, state),
  decodeStates: {
    ...caseOf(() => decodeStates(), undefined, stateBatch),
    reduces: true,
    errorOfNothing: new FormatError({
      operator: 'decodeState',
      what: 'nothing says what the state is of',
      got: 'no row',
      expected: 'a STATE file with its description, or with rows',
    }),
  },
  activate: caseOf(
    () => activate((x) => x + 1, { columns }),
    () => activate(fails, { columns }),
  ),
  affine: caseOf(
    () => affine({ columns, weights: [1, 2], as: 'z' }),
    () => affine({ columns, weights: [1, 2], as: 'z', report: fails }),
  ),
  ...Object.fromEntries(
    Object.entries({ bilinear, geglu, glu, reglu, swiglu }).map(([name, gated]) => [
      name,
      caseOf(
        () => gated({ columns, as: 'y' }),
        () => gated({ columns, as: 'y', report: fails }),
      ),
    ]),
  ),
  prelu: caseOf(
    () => prelu({ columns, slopes: [0.1] }),
    () => prelu({ columns, slopes: [0.1], report: fails }),
  ),
  argmax: caseOf(
    () => argmax({ columns, as: 'best' }),
    () => argmax({ columns: fails, as: 'best' }),
  ),
  diagnose: {
    ...caseOf(
      () => diagnose({ columns }),
      () => diagnose({ columns: fails }),
    ),
    reduces: true,
  },
  gumbelSoftmax: caseOf(
    () => gumbelSoftmax({ columns, seed: 1 }),
    () => gumbelSoftmax({ columns: fails, seed: 1 }),
  ),
  logSoftmax: caseOf(
    () => logSoftmax({ columns }),
    () => logSoftmax({ columns, as: fails }),
  ),
  logSumExp: caseOf(
    () => logSumExp({ columns, as: 'total' }),
    () => logSumExp({ columns, as: 'total', report: fails }),
  ),
  onRows: caseOf(
    () => onRows(pipe(softmax({ columns }), argmax({ columns, as: 'best' }))),
    () => onRows(activate(fails, { columns })),
    { a: 1, b: 2 },
  ),
  rebatch: caseOf(() => rebatch({ rows: 2 })),
  rename: caseOf(
    () => rename({ a: 'c' }),
    () => rename(fails),
  ),
  select: caseOf(
    () => select(columns),
    () => select(fails),
  ),
  softmax: caseOf(
    () => softmax({ columns }),
    () => softmax({ columns, report: fails }),
  ),
  topK: caseOf(
    () => topK({ columns, as: 'best', k: 1 }),
    () => topK({ columns, as: 'best', k: 1, report: fails }),
  ),
};

function failsAtWhatIsNoBatch(make: Case['make']): void {
  it.each<[string, unknown, string]>([
    ['a plain row', { a: 1 }, '{"a":1}'],
    ['an array', [1], '[1]'],
    ['a table', new Table([batch]), '"a table"'],
  ])('fails at what is no batch: %s', (_, other, shown) => {
    const errors: Error[] = [];
    from([other as never])
      .pipe(make())
      .subscribe({ error: (error: Error) => errors.push(error) });
    expect(errors.map(({ name }) => name)).toEqual(['SchemaError']);
    expect(errors[0]?.message.replace(/^\w+: /, '')).toBe(
      `the stream holds something else than record batches (got ${shown}, batch 0); expected a RecordBatch: from(table.batches) gives those of a table, and onRows takes plain rows`,
    );
  });
}

it('every exported operator is held to the contract', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(operators).sort());
});

describe.each(Object.entries(cases))(
  '%s',
  (_, { make, value, throwing, reduces, errorOfNothing }) => {
    const values = { a: value as never, b: value as never, c: value as never };
    const results = { a: 'a result', b: 'a result', c: 'a result' };
    if (reduces) {
      itPassesTheListOfReductions({
        ...{ make, values, say: () => 'a result', result: 'a result', errorOfNothing },
      });
    } else itPassesTheList({ make, values, say: () => 'a result', results });

    if (value === batch) failsAtWhatIsNoBatch(make);

    if (throwing === undefined) return; // rebatch and the STATE codec take no callback
    it('sends what a callback throws down the error channel', () => {
      const errors: unknown[] = [];
      range(0, 2)
        .pipe(
          map(() => value as never),
          throwing(),
        )
        .subscribe({ error: (error: Error) => errors.push(error.message) });
      expect(errors).toEqual(['the callback throws']);
    });
  },
);
