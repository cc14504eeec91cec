import { describe, expect, it } from 'vitest';
import { argmax, softmax, topK } from '../../operators/index.js';
import { errorInFlags, inFlags } from '../../src/cli/arguments/in-flags.js';
import { FormatError, SelectionError } from '../../src/errors.js';
import { checkRounding } from '../../src/formats/csv/options.js';

/** What an operator throws when it is made. */
function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

describe('the command speaks of flags, where operators speak of options', () => {
  it.each<[() => unknown, string]>([
    [
      () => topK({ columns: 'x_*', k: 2 } as never),
      'top-k: --as must name the one result; expected a column name without *',
    ],
    [
      () => checkRounding('log-softmax', { significant: 0 }),
      'log-softmax: --significant is out of range (got 0); expected an integer from 1 to 17',
    ],
    [
      () => topK({ columns: 'x_*', as: 'top', k: 0 }),
      'top-k: -k is no count (got 0); expected an integer of at least 1',
    ],
    [
      () => softmax({ columns: 'x_*', as: 'p' }),
      'softmax: --as is one name for several results (got "p"); expected a pattern such as \'prob_*\'',
    ],
    [
      () => softmax({ columns: /x/, as: 'p_*' }),
      'softmax: --as holds a * that stands for nothing (got "p_*"); expected columns as a glob with one * too, such as \'logit_*\'',
    ],
    [
      () => softmax({ columns: 'x_*', keep: true }),
      'softmax: --keep needs --as; expected --as, a name for the result, so that its source can stay',
    ],
    [
      () => softmax({ columns: 'x_*', sumToOne: true, over: 'stream' }),
      'softmax: --sum-to-one is along the row: it wants all probabilities of a distribution at once; expected --over row',
    ],
    [
      () => softmax({ columns: 'x', replay: 'spill' }),
      'softmax: --replay has no use along the row: one pass is enough (got "spill"); expected --over stream or --by',
    ],
  ])('%s', (make, message) => {
    expect(inFlags(messageOf(make))).toBe(message);
  });

  it('in errors of the data too', () => {
    const operator = 'decodeCsv';
    const expected = 'a header that names the columns, or header: false';
    const error = new FormatError({
      file: 'a.csv',
      operator,
      what: 'the input has no line',
      expected,
    });
    expect(errorInFlags(error)).toBe(
      'a.csv: read: the input has no line; expected a header that names the columns, or --no-header',
    );
    const advice = `numbers, or --type a=text (types: { "a": 'text' })`;
    expect(errorInFlags(new FormatError({ operator, what: 'no number', expected: advice }))).toBe(
      'read: no number; expected numbers, or --type a=text',
    );
  });

  it('and leaves what the data and the user have said', () => {
    const what = 'there is no such column "header: false", nor "sumToOne"';
    const error = new SelectionError({ operator: 'argmax', what, got: 'as is' });
    expect(errorInFlags(error)).toBe(`argmax: ${what} (got "as is")`);
    expect(inFlags(messageOf(() => argmax({ columns: 'x', as: 'replay: true*' })))).toBe(
      'argmax: --as must name the one result (got "replay: true*"); expected a column name without *',
    );
    expect(inFlags('nobody has foreseen this')).toBe('nobody has foreseen this');
  });
});
