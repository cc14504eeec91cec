import { type RecordBatch, Schema, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch, sliceBatch, withFields } from '../../src/columns/batches.js';
import { mergeStates } from '../../src/distributions/merge-states.js';
import type { SoftmaxState } from '../../src/distributions/softmax-state.js';
import { decodeState, StateDecoder } from '../../src/distributions/state-file/decode-state.js';
import { encodeState } from '../../src/distributions/state-file/encode-state.js';
import { STATE_KEY } from '../../src/distributions/state-file/state-schema.js';
import { FormatError, LogitflowError, SchemaError } from '../../src/errors.js';
import { decode, encode } from '../formats/arrow-ipc/support.js';
import { anyValue, special, temperature } from '../softmax/state/values.js';
import { contentOf, type Key, type Row, stateOf } from './states.js';

const VALUE = fc.oneof({ weight: 20, arbitrary: anyValue }, special);
const ROWS = fc.array(fc.tuple(VALUE, VALUE, VALUE) as fc.Arbitrary<Row>, { maxLength: 20 });
const KEY = fc.tuple(
  fc.constantFrom(1n, -5n, 2n ** 60n, null),
  fc.constantFrom('a', 'ż', '', null),
) as fc.Arbitrary<Key>;
const KEYS = fc.option(fc.array(KEY, { minLength: 20, maxLength: 20 }), { nil: undefined });

/** Through the bytes of a file. */
const written = (state: SoftmaxState): RecordBatch[] =>
  decode(encode([...encodeState(state)], { format: 'stream' }));

function keysFor(rows: readonly Row[], keys: readonly Key[] | undefined, from = 0) {
  return keys?.slice(from, from + rows.length);
}

describe('a STATE', () => {
  it('is what was written, for every state', () => {
    fc.assert(
      fc.property(ROWS, KEYS, temperature, fc.constantFrom(32, 64), (rows, keys, t, width) => {
        const state = stateOf(rows, keysFor(rows, keys), { temperature: t, width: width as 32 });
        const batches = written(state);
        const read = decodeState(batches);
        expect(contentOf(read)).toEqual(contentOf(state));
        expect({ ...read, groups: undefined, columns: [] }).toEqual({
          temperature: t,
          negates: false,
          groups: undefined,
          columns: [],
        });
        expect(read.columns.map(({ tables: _, ...shape }) => shape)).toEqual(
          state.columns.map(({ tables: _, ...shape }) => shape),
        );
        expect(read.groups?.by).toEqual(state.groups?.by);
        // Written again it is the same, to the byte.
        expect([...encodeState(read)].map(({ numRows }) => numRows)).toEqual(
          batches.map(({ numRows }) => numRows),
        );
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('is added up wherever its rows come from: halves of a stream, or of several files', () => {
    fc.assert(
      fc.property(ROWS, KEYS, temperature, fc.nat(20), (rows, keys, t, cut) => {
        const options = { temperature: t };
        const [first, second] = [rows.slice(0, cut), rows.slice(cut)];
        const a = stateOf(first, keysFor(first, keys), options);
        const b = stateOf(second, keysFor(second, keys, first.length), options);
        const whole = contentOf(stateOf(rows, keysFor(rows, keys), options));
        expect(contentOf(decodeState([...written(b), ...written(a)]))).toEqual(whole);
        expect(contentOf(mergeStates(a, b))).toEqual(whole);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('merges with itself forty times', () => {
    const rows: Row[] = [
      [1, -3, 1e300],
      [1.5, 2, -1e300],
    ];
    const keys: Key[] = [
      [1n, 'a'],
      [null, 'b'],
    ];
    let state = stateOf(rows, keys);
    for (let i = 0; i < 40; i++) state = mergeStates(state, state);
    const read = decodeState(written(state));
    expect(contentOf(read)).toEqual(contentOf(state));
    expect(read.columns[0]!.tables[0]!.get(1).count).toBe(2 ** 40);
  });

  it('comes in batches, a distribution at a time', () => {
    const rows = Array.from({ length: 20_000 }, (_, i): Row => [i, i, i]);
    const keys = rows.map((_, i): Key => [BigInt(i), null]);
    const batches = [...encodeState(stateOf(rows, keys))];
    expect(batches.map(({ numRows }) => numRows)).toEqual([
      16_384, 16_384, 16_384, 3616, 3616, 3616,
    ]);
    expect(decodeState(batches).groups?.keys.size).toBe(20_000);
  });

  it('of no group, and of a stream without a batch, keeps what it is of', () => {
    const none = decodeState(written(stateOf([], [])));
    expect(none.groups?.keys.size).toBe(0);
    expect(none.columns.map(({ name }) => name)).toEqual(['x', 'v']);
    const bare = { temperature: 2, negates: true, groups: undefined, columns: [] };
    expect(decodeState(written(bare))).toEqual(bare);
    const full = stateOf([[1, 2, 3]], undefined, { temperature: 2, negates: true });
    const both = decodeState([...written(bare), ...written(full)]);
    expect(contentOf(both)).toEqual(contentOf(full));
    expect(contentOf(mergeStates(bare, full))).toEqual(contentOf(full));
    expect(contentOf(mergeStates(full, bare))).toEqual(contentOf(full));
  });
});

describe('states that do not match', () => {
  const rows: Row[] = [[1, 2, 3]];
  const keys: Key[] = [[1n, 'a']];
  const plain = stateOf(rows);

  it.each<[SoftmaxState, string]>([
    [
      stateOf(rows, undefined, { temperature: Math.fround(0.1) }),
      '(got "temperature 0.10000000149011612"); expected temperature 1',
    ],
    [
      stateOf(rows, undefined, { width: 32 }),
      '(got "column "x" of float32, column "v" of 2 × float32"); expected column "x" of float64, column "v" of 2 × float64',
    ],
    [stateOf(rows, undefined, { negates: true }), '(got "softmin"); expected softmax'],
    [stateOf(rows, keys), '(got "by "query", "tag""); expected over the stream'],
  ])('are not merged, and it is said of both', (other, said) => {
    for (const merge of [
      () => mergeStates(stateOf(rows), other),
      () => decodeState([...encodeState(plain), ...encodeState(other)]),
    ]) {
      expect(merge).toThrow(SchemaError);
      expect(merge).toThrow(`states that do not match ${said}`);
    }
  });

  it('are told apart by their rows, where an engine has dropped the description', () => {
    const bare = (state: SoftmaxState) => [...encodeState(state)].map(undescribed);
    const cold = stateOf(rows, undefined, { temperature: 0.5 });
    expect(() => decodeState([...bare(plain), ...bare(cold)])).toThrow(
      'decodeState: states that do not match (got "temperature 0.5", row 3); expected temperature 1',
    );
    const narrow = stateOf(rows, undefined, { width: 32 });
    expect(() => decodeState([...bare(plain), ...bare(narrow)])).toThrow('of float32');
    expect(() => decodeState([...bare(plain), ...bare(stateOf(rows, keys))])).toThrow('by "query"');
  });
});

function undescribed(batch: RecordBatch): RecordBatch {
  return recordBatch(new Schema(batch.schema.fields), batch.data.children, batch.numRows);
}

describe('a file that no state is in', () => {
  const good = [
    ...encodeState(
      stateOf(
        [
          [1, 2, 3],
          [0, 0, 0],
        ],
        [
          [1n, 'a'],
          [2n, 'b'],
        ],
      ),
    ),
  ];
  const [first] = good as [RecordBatch];

  function described(json: string): RecordBatch {
    const schema = new Schema(first.schema.fields, new Map([[STATE_KEY, json]]));
    return recordBatch(schema, first.data.children, first.numRows);
  }

  function replaced(name: string, values: readonly unknown[]): RecordBatch {
    const index = first.schema.fields.findIndex((field) => field.name === name);
    const field = first.schema.fields[index]!;
    const data = vectorFromArray(values as never[], field.type).data[0]!;
    const children = first.data.children.with(index, data);
    return recordBatch(first.schema, children, first.numRows);
  }

  it.each<[string, () => RecordBatch]>([
    ['a state of another version (got 2); expected version 1', () => described('{"version":2}')],
    ['a state of another version', () => described('no JSON')],
    ['the description of the state is damaged', () => described('{"version":1}')],
    [
      'the description of the state is damaged',
      () => described(first.schema.metadata.get(STATE_KEY)!.replace('"width":64', '"width":16')),
    ],
    [
      'a value that no state has (got 9223372036854775808n',
      () => replaced('state_count', [2n ** 63n, 1n]),
    ],
    ['counts that contradict each other', () => replaced('state_nans', [2n, 1n])],
    ['the maximum is not in the sums', () => replaced('state_max', [1.5, 0])],
    ['maximum that never came', () => replaced('state_times', [0n, 0n])],
    [
      'wrong checksum (got 5, column "state_checksum", row 0)',
      () => replaced('state_checksum', [5, 5]),
    ],
    ['a value that no state has (got "tanh"', () => replaced('state_function', ['tanh', 'tanh'])],
    ['a value that no state has (got 0', () => replaced('state_temperature', [0, 0])],
    ['a value that no state has (got 16', () => replaced('state_float', [16, 16])],
    ['a value that no state has (got -1', () => replaced('state_position', [-1, -1])],
    [
      'a row of a column that the state has not (got "y"',
      () => replaced('state_column', ['y', 'y']),
    ],
  ])('is refused: %s', (message, make) => {
    expect(() => decodeState([make()])).toThrow(message);
    expect(() => decodeState([make()])).toThrow(FormatError);
  });

  it('is refused where columns are missing or of other types', () => {
    const keep = first.schema.fields.map((_, i) => i).filter((i) => i !== 11);
    const fewer = recordBatch(
      withFields(
        first.schema,
        keep.map((i) => first.schema.fields[i]!),
      ),
      keep.map((i) => first.data.children[i]!),
      first.numRows,
    );
    expect(() => decodeState([fewer])).toThrow(
      `decodeState: a column of a state is missing (got "${first.schema.fields[11]!.name}")`,
    );
    const text = vectorFromArray(['1', '2']).data[0]!;
    const fields = first.schema.fields.with(
      11,
      newField(first.schema.fields[11]!.name, text.type, true),
    );
    const other = recordBatch(
      withFields(first.schema, fields),
      first.data.children.with(11, text),
      first.numRows,
    );
    expect(() => decodeState([other])).toThrow(
      'a column of a state of another type (got "Dictionary',
    );
  });

  it('is refused where nothing says what it is of', () => {
    expect(() => decodeState([undescribed(sliceBatch(first, 0, 0))])).toThrow(
      'decodeState: nothing says what the state is of',
    );
    expect(() => decodeState([])).toThrow(FormatError);
  });

  it('never gives other states, whatever bytes of them are turned', () => {
    const stream = [
      ...encodeState(
        stateOf([
          [1, 2, 3],
          [0, 0, 0],
        ]),
      ),
    ];
    const bytes = encode(stream, { format: 'stream' });
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    });
    const whole = [...contentOf(decodeState(stream)).values()];
    fc.assert(
      fc.property(edits, (changes) => {
        const copy = bytes.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        const decoder = new StateDecoder();
        try {
          for (const batch of decode(copy)) decoder.push(batch);
          const states = [...contentOf(decoder.end()).values()];
          expect(whole).toEqual(expect.arrayContaining(states));
        } catch (error) {
          if (!(error instanceof LogitflowError)) throw error;
        }
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

describe('names', () => {
  it('of two value columns, or of a key and a column of the state, must not be equal', () => {
    const state = stateOf([[1, 2, 3]]);
    const [x] = state.columns;
    const twice = { ...state, columns: [x!, x!] };
    expect(() => [...encodeState(twice)]).toThrow(
      'encodeState: two columns of one name, which a state cannot tell apart (column "x")',
    );
  });
});
