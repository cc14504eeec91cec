import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogitflowError } from '../../../src/errors.js';
import { everything, valuesOf } from './batches.js';
import { batchMessage, bodyOf, END, type Stated, schemaMessage } from './messages.js';
import { concat, decode, decodeFile, encode } from './support.js';

const none = new Uint8Array(0);
const item = (type: arrow.DataType) => new arrow.Field('item', type, true);
const listOf = new arrow.List(item(new arrow.Int32()));
const text = new arrow.Utf8();
const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 7);
const abc = new TextEncoder().encode('abcdef');

/** A stream of one column and the messages given, ended. */
function stream(type: arrow.DataType, ...stated: Stated[]): Uint8Array {
  return concat([schemaMessage(type), ...stated.map(batchMessage), END]);
}

const floats = bodyOf(none, Float32Array.of(1, 2, 3));
const three = { rows: 3, nodes: [[3, 0]], ...floats } as const;

function lists(offsets: readonly number[], rows = offsets.length - 1): Stated {
  const body = bodyOf(none, Int32Array.from(offsets), none, Int32Array.of(1, 2, 3, 4));
  return {
    rows,
    nodes: [
      [rows, 0],
      [4, 0],
    ],
    ...body,
  };
}

function texts(offsets: readonly number[]): Stated {
  const rows = offsets.length - 1;
  return { rows, nodes: [[rows, 0]], ...bodyOf(none, Int32Array.from(offsets), abc) };
}

function views(view: readonly number[], buffers: readonly Uint8Array[] = []): Stated {
  const body = bodyOf(none, Int32Array.from(view), ...buffers);
  return { rows: 1, nodes: [[1, 0]], ...body, variadic: [buffers.length] };
}

const words: Stated = { ...texts([0, 3, 6]), dictionary: 7 };
const indices = (...values: number[]): Stated => ({
  rows: values.length,
  nodes: [[values.length, 0]],
  ...bodyOf(none, Int32Array.from(values)),
});

const union = new arrow.DenseUnion([0, 5], [item(new arrow.Int32()), item(new arrow.Int32())]);
function unions(ids: readonly number[], offsets: readonly number[]): Stated {
  const parts = [Int8Array.from(ids), Int32Array.from(offsets)];
  const body = bodyOf(...parts, none, Int32Array.of(1), none, Int32Array.of(2, 3));
  return {
    rows: ids.length,
    nodes: [
      [ids.length, 0],
      [1, 0],
      [2, 0],
    ],
    ...body,
  };
}

const at = schemaMessage(new arrow.Float32()).length;

describe('a batch whose metadata lie is refused', () => {
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    [
      'more rows than values',
      stream(new arrow.Float32(), { ...three, rows: 1000 }),
      `arrow: a column is not as long as its batch (got 3, batch 0, byte ${at}); expected 1000`,
    ],
    [
      'fewer rows than values',
      stream(new arrow.Float32(), { ...three, rows: 1 }),
      `arrow: a column is not as long as its batch (got 3, batch 0, byte ${at}); expected 1`,
    ],
    [
      'a buffer that is too short',
      stream(new arrow.Float32(), { ...three, rows: 9, nodes: [[9, 0]] }),
      `arrow: a buffer is too short (got 12, batch 0, byte ${at}); expected at least 36 bytes`,
    ],
    [
      'a buffer outside the body',
      stream(new arrow.Float32(), {
        ...three,
        buffers: [
          [0, 0],
          [8, 12],
        ],
      }),
      `arrow: a buffer lies outside the body (got "bytes 8 to 20", batch 0, byte ${at}); expected 0 to 16`,
    ],
    [
      'a buffer before the body',
      stream(new arrow.Float32(), {
        ...three,
        buffers: [
          [0, 0],
          [-8, 12],
        ],
      }),
      'a buffer lies outside the body (got "bytes -8 to 4"',
    ],
    [
      'a negative buffer length',
      stream(new arrow.Float32(), {
        ...three,
        buffers: [
          [0, 0],
          [0, -4],
        ],
      }),
      'a buffer lies outside the body',
    ],
    [
      'a negative number of rows',
      stream(new arrow.Float32(), { ...three, rows: -1 }),
      'the number of rows is out of range (got -1',
    ],
    [
      'rows without end in a column of nulls',
      stream(new arrow.Null(), { rows: 2 ** 40, nodes: [[2 ** 40, 0]], buffers: [] }),
      'too many rows in a batch (got 1099511627776',
    ],
    [
      'a negative length',
      stream(new arrow.Float32(), { ...three, nodes: [[-3, 0]] }),
      'a length is out of range (got -3',
    ],
    [
      'a null count without a bitmap',
      stream(new arrow.Float32(), { ...three, nodes: [[3, 2]] }),
      'a buffer is too short (got 0, batch 0',
    ],
    [
      'a negative null count',
      stream(new arrow.Float32(), { ...three, nodes: [[3, -1]] }),
      'a null count is out of range (got -1',
    ],
    [
      'more nulls than rows',
      stream(new arrow.Float32(), { ...three, nodes: [[3, 4]] }),
      `a null count is out of range (got 4, batch 0, byte ${at}); expected 0 to 3`,
    ],
    [
      'a null count that is not that of the bitmap',
      stream(new arrow.Float32(), {
        rows: 3,
        nodes: [[3, 1]],
        ...bodyOf(Uint8Array.of(0b001), Float32Array.of(1, 2, 3)),
      }),
      `arrow: the null count is not that of the bitmap (got 1, batch 0, byte ${at}); expected 2`,
    ],
    [
      'a null count of zero over a bitmap with nulls',
      stream(new arrow.Float32(), {
        rows: 3,
        nodes: [[3, 0]],
        ...bodyOf(Uint8Array.of(0b001), Float32Array.of(1, 2, 3)),
      }),
      'the null count is not that of the bitmap (got 0',
    ],
    [
      'fewer columns than its schema',
      stream(new arrow.Float32(), { ...three, nodes: [] }),
      'the batch has fewer columns than its schema',
    ],
    [
      'fewer buffers than its schema',
      stream(new arrow.Float32(), { ...three, buffers: [[0, 0]] }),
      'the batch has fewer buffers than its schema',
    ],
    [
      'more columns than its schema',
      stream(new arrow.Float32(), {
        ...three,
        nodes: [
          [3, 0],
          [3, 0],
        ],
      }),
      'the batch has more columns than its schema',
    ],
    [
      'more buffers than its schema',
      stream(new arrow.Float32(), { ...three, buffers: [...three.buffers, [0, 0]] }),
      'the batch has more buffers than its schema',
    ],
    ['list offsets that fall', stream(listOf, lists([0, 3, 1])), 'fall, or end beyond its values'],
    ['a negative list offset', stream(listOf, lists([-1, 2])), 'fall, or end beyond its values'],
    ['list offsets beyond the child', stream(listOf, lists([0, 5])), 'fall, or end beyond'],
    ['text offsets that fall', stream(text, texts([0, 4, 2])), 'a column of Utf8 fall'],
    ['text offsets beyond the bytes', stream(text, texts([0, 7])), 'a column of Utf8 fall'],
    [
      'offsets of 64 bits that are negative',
      stream(new arrow.LargeUtf8(), {
        rows: 1,
        nodes: [[1, 0]],
        ...bodyOf(none, BigInt64Array.of(0n, -1n), abc),
      }),
      'fall, or end beyond',
    ],
    [
      'offsets that are missing',
      stream(text, {
        rows: 1,
        nodes: [[1, 0]],
        buffers: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      }),
      'a buffer is too short (got 0, batch 0',
    ],
    [
      'lists of a fixed size with too few values',
      stream(new arrow.FixedSizeList(2, item(new arrow.Float32())), {
        rows: 2,
        nodes: [
          [2, 0],
          [3, 0],
        ],
        ...bodyOf(none, none, Float32Array.of(1, 2, 3)),
      }),
      'a list has too few values (got 3',
    ],
    [
      'a struct with a short child',
      stream(new arrow.Struct([item(new arrow.Float32())]), {
        rows: 4,
        nodes: [
          [4, 0],
          [3, 0],
        ],
        ...bodyOf(none, none, Float32Array.of(1, 2, 3)),
      }),
      'a column is shorter than its struct (got 3',
    ],
    [
      'a view beyond its buffer',
      stream(new arrow.Utf8View(), views([13, 0, 0, 0], [abc])),
      'view 0 points outside its buffers',
    ],
    [
      'a view into no buffer',
      stream(new arrow.Utf8View(), views([13, 0, 1, 0], [abc])),
      'view 0 points',
    ],
    [
      'a view that starts before its buffer',
      stream(new arrow.Utf8View(), views([13, 0, 0, -13], [abc])),
      'view 0 points',
    ],
    [
      'a view of negative length',
      stream(new arrow.Utf8View(), views([-1, 0, 0, 0], [abc])),
      'view 0 points',
    ],
    [
      'a count of data buffers that is out of range',
      stream(new arrow.Utf8View(), { ...views([1, 0, 0, 0]), variadic: [-1] }),
      'a count of data buffers is out of range (got -1',
    ],
    [
      'a type that its union has not',
      stream(union, unions([0, 3], [0, 0])),
      'row 1 of a union points at no value',
    ],
    ['a union offset beyond its child', stream(union, unions([5, 5], [0, 2])), 'row 1 of a union'],
    [
      'a missing dictionary',
      stream(dictionary, indices(0)),
      'the dictionary of a column is missing (got 7',
    ],
    [
      'an index beyond its dictionary',
      stream(dictionary, words, indices(0, 2)),
      'an index is beyond its dictionary (batch 0',
    ],
    [
      'a negative index',
      stream(dictionary, words, indices(-1)),
      'an index is beyond its dictionary',
    ],
    [
      'a dictionary that no column uses',
      stream(text, words),
      'a dictionary that no column uses (got 7',
    ],
    [
      'a delta without a dictionary',
      stream(dictionary, { ...words, isDelta: true }),
      'a delta of a dictionary that has not come (got 7',
    ],
    [
      'a dictionary of the wrong length',
      stream(dictionary, { ...words, rows: 9 }),
      'a dictionary of the wrong length (got 2',
    ],
  ];

  it.each(cases)('%s', (_what, bytes, message) => {
    expect(() => decode(bytes)).toThrow(message);
    expect(() => decode(bytes, 5)).toThrow(LogitflowError);
  });
});

describe('what is legal at the edges is read', () => {
  it('lists of no values each', () => {
    const type = new arrow.FixedSizeList(0, item(new arrow.Float32()));
    const bytes = stream(type, {
      rows: 2,
      nodes: [
        [2, 0],
        [0, 0],
      ],
      ...bodyOf(none, none, none),
    });
    const [batch] = decode(bytes);
    expect(batch!.numRows).toBe(2);
    expect(valuesOf(decode(encode([batch!]))[0]!)).toEqual([[[], []]]);
  });

  it('columns of no rows without offsets', () => {
    const bytes = stream(text, {
      rows: 0,
      nodes: [[0, 0]],
      buffers: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    });
    expect(decode(encode(decode(bytes))).map((b) => b.numRows)).toEqual([0]);
  });

  it('a column of nothing but nulls before its dictionary has come', () => {
    const allNull: Stated = {
      rows: 2,
      nodes: [[2, 2]],
      ...bodyOf(Uint8Array.of(0), Int32Array.of(0, 9)),
    };
    const bytes = stream(dictionary, allNull, words, indices(1, 0));
    expect(decode(bytes).map(valuesOf)).toEqual([[[null, null]], [['def', 'abc']]]);
  });

  it('a child that is longer than its lists need', () => {
    const type = new arrow.FixedSizeList(2, item(new arrow.Float32()));
    const body = bodyOf(none, none, Float32Array.of(1, 2, 3, 4, 5));
    const bytes = stream(type, {
      rows: 2,
      nodes: [
        [2, 0],
        [5, 0],
      ],
      ...body,
    });
    expect(valuesOf(decode(bytes)[0]!)).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it('offsets that do not begin at zero', () => {
    expect(decode(stream(listOf, lists([1, 3, 3]))).map(valuesOf)).toEqual([[[[2, 3], []]]]);
  });

  it('a buffer that lies askew in its body', () => {
    const body = new Uint8Array(24);
    new DataView(body.buffer).setFloat64(4, 1.5, true);
    const bytes = stream(new arrow.Float64(), {
      rows: 1,
      nodes: [[1, 0]],
      buffers: [
        [0, 0],
        [4, 8],
      ],
      body,
    });
    expect(decode(bytes).map(valuesOf)).toEqual([[[1.5]]]);
  });

  it('garbage in the slots of nulls', () => {
    const body = bodyOf(Uint8Array.of(0b01), Int32Array.of(1, -77));
    const bytes = stream(dictionary, words, { rows: 2, nodes: [[2, 1]], ...body });
    expect(decode(bytes).map(valuesOf)).toEqual([[['def', null]]]);
  });
});

describe('dictionaries of a stream', () => {
  it('grow by deltas, and are replaced', () => {
    const more: Stated = { ...texts([0, 1]), dictionary: 7, isDelta: true };
    const other: Stated = { ...texts([2, 6, 6]), dictionary: 7 };
    const bytes = stream(dictionary, words, indices(0, 1), more, indices(2, 0), other, indices(0));
    const batches = decode(bytes);
    const wanted = [[['abc', 'def']], [['a', 'abc']], [['cdef']]];
    expect(batches.map(valuesOf)).toEqual(wanted);
    expect(decode(encode(batches)).map(valuesOf)).toEqual(wanted);
  });
});

describe('a schema is refused', () => {
  const float = schemaMessage(new arrow.Float32());
  const changed = (bytes: Uint8Array, change: (view: DataView) => void) => {
    const copy = bytes.slice();
    change(new DataView(copy.buffer));
    return copy;
  };

  it('when it comes twice', () => {
    expect(() => decode(concat([float, float, END]))).toThrow(
      `arrow: a second schema (byte ${float.length}); expected one schema for the whole stream`,
    );
  });

  it('when it does not come first', () => {
    expect(() => decode(concat([batchMessage(three), END]))).toThrow(
      'arrow: the stream does not begin with a schema (byte 0)',
    );
    expect(() => decode(END)).toThrow('arrow: the stream does not begin with a schema (byte 0)');
  });

  it('when a decimal has digits without end', () => {
    for (const type of [
      new arrow.Decimal(1001, 10),
      new arrow.Decimal(0, 77),
      new arrow.Decimal(0, 0),
    ]) {
      expect(() => decode(concat([schemaMessage(type), END]))).toThrow(
        'arrow: the metadata of a message are damaged (byte 0)',
      );
    }
    const type = new arrow.Decimal(-1000, 76, 256);
    expect(decode(concat([schemaMessage(type), END]))).toHaveLength(1);
  });

  it('when its metadata point outside themselves', () => {
    for (let at = 8; at < float.length; at += 4) {
      const bytes = concat([changed(float, (view) => view.setInt32(at, 0x7fffffff, true)), END]);
      // Not every field is an offset: where the schema is still one, it is read.
      try {
        expect(decode(bytes)).toHaveLength(1);
      } catch (error) {
        expect(error).toBeInstanceOf(LogitflowError);
      }
    }
  });
});

describe('bytes changed at random', () => {
  // apache-arrow throws when it is asked for a moment beyond 2⁵³ ms, which is a value like any other.
  const { Timestamp, Date: date } = arrow.Type;
  const batch = everything(9, true, 0, (type) => ![Timestamp, date].includes(type.typeId));
  const streamed = encode([batch]);
  const filed = encode([batch], { format: 'file' });

  /** Reads everything that came out, so that a batch that was wrongly trusted shows. */
  function look(batch: arrow.RecordBatch): void {
    valuesOf(batch);
    encode([batch]);
  }

  const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  function mutated(bytes: Uint8Array, changes: readonly (readonly [number, number])[]) {
    const copy = bytes.slice();
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return copy;
  }

  it('of a stream give batches that can be read, or a typed error', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        try {
          for (const batch of decode(mutated(streamed, changes), 1 << 20)) look(batch);
        } catch (error) {
          if (!(error instanceof LogitflowError)) throw error;
        }
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it('of a file give batches that can be read, or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        try {
          for (const batch of await decodeFile(mutated(filed, changes))) look(batch);
        } catch (error) {
          if (!(error instanceof LogitflowError)) throw error;
        }
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});
