import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/numerals/parse.js';
import { TEXT_SLACK, textEngine } from '../../src/simd/text.js';

const WIDTH = 3;
const MOST_ROWS = 200;

/** All that reading says of a text, of which `step` bytes more are at hand each time. */
function read(text: Buffer, step: number): unknown {
  const engine = textEngine((bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN)!;
  const base = Math.ceil(engine.staticEnd() / 16) * 16;
  const [columns, marks, spans] = [base, base + 64, base + 64 + 8 * MOST_ROWS];
  const [flags, nulls, values] = [spans + 1600, spans + 1800, spans + 2000];
  const at = values + 8 * MOST_ROWS + 64;
  engine.memory.grow(2);
  const { buffer } = engine.memory;
  const bytes = new Uint8Array(buffer);
  const table = [
    [0, 0, 0, -1],
    [values, nulls, -1, -1],
    [0, 0, -1, 1],
  ];
  new Int32Array(buffer, columns, 4 * WIDTH).set(table.flat());
  engine.setDelimiter(0x2c);
  engine.setTable(columns, WIDTH, marks, 2, spans, flags, MOST_ROWS, 2 ** 30, 0, 0);
  engine.beginBatch(at);
  let found = 0;
  for (let have = 0; have < text.length && found === 0; have += step) {
    const end = Math.min(text.length, have + step);
    bytes.set(text.subarray(have, end), at + have);
    bytes.fill(0, at + end, at + end + TEXT_SLACK);
    found = engine.readRows(at + end, end === text.length);
  }
  const rows = engine.rowsRead.value;
  return {
    found,
    rows,
    counts: [
      engine.bytesRead.value,
      engine.linesRead.value,
      engine.nullsRead.value,
      engine.strangeRead.value,
    ],
    next: engine.nextRecord.value - at,
    values: [...new Float64Array(buffer, values, rows)],
    nulls: [...bytes.subarray(nulls, nulls + rows)],
    flags: [...bytes.subarray(flags, flags + rows)],
    marks: [...new Uint32Array(buffer, marks, 2 * rows)].map((mark) => mark - at),
    spans: [...new Uint32Array(buffer, spans, 2 * rows)].map((span) => span - at),
  };
}

const NUMBERS = [
  '1.5',
  '-3.120254',
  '0.1234567890123456',
  '12',
  '',
  '""',
  '"2.5"',
  '1e-7',
  'nan',
  '-Infinity',
  '"INF"',
  '1e999',
  'x',
  '007',
];
const TEXTS = [
  'a',
  '',
  'item 12',
  '"a,b"',
  '"a""b"',
  '""',
  '"a\nb"',
  '"a\r\nb"',
  'é',
  'a rather long text',
];
const ODD = ['a"b', '"a"b', 'a\rb', '1,2', '"'];

/** Rows that are mostly of one kind, so that many of them are ordinary, and some that are not. */
const rows = fc
  .record({
    texts: fc.subarray(TEXTS, { minLength: 1 }),
    odd: fc.constantFrom(0, 0, 0.01),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    size: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer(),
    last: fc.constantFrom('', '\n', '1', '1,2,3'),
  })
  .map(({ texts, odd, lineEnd, size, seed, last }) => {
    let state = seed;
    const dice = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return Math.floor(((state >>> 8) / 2 ** 24) * below);
    };
    const text = () =>
      dice(1000) < 1000 * odd ? ODD[dice(ODD.length)]! : texts[dice(texts.length)]!;
    const blank = () => lineEnd.repeat(dice(12) === 0 ? dice(40) : 0);
    const row = () => `${text()},${NUMBERS[dice(NUMBERS.length)]},${text()}${lineEnd}${blank()}`;
    return Buffer.from(Array.from({ length: size }, row).join('') + last);
  });

describe('reading rows', () => {
  it('finds the same where it sees much of the text in advance and where it sees little', () => {
    fc.assert(
      fc.property(rows, (text) => {
        const whole = read(text, text.length);
        // What is cut short may stop earlier, but not say otherwise.
        expect(read(text, 16)).toEqual(whole);
        expect(read(text, 1000)).toEqual(whole);
      }),
      { seed: 17, numRuns: 1000 },
    );
  });
});
