import { parseNumeral } from '../../src/numerals/parse.js';
import { printNumeral } from '../../src/numerals/print.js';
import { MOST_SIGNIFICANT, printSignificant } from '../../src/numerals/rounded.js';
import { TEXT_SLACK, textEngine } from '../../src/simd/text.js';

/** Numbers from 0 to 1 by a seed. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md, mulberry32 */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const BITS = new DataView(new ArrayBuffer(8));

/** Families of numbers, each of which is hard in its own way. */
function values(random: () => number): Readonly<Record<string, () => number>> {
  const word = () => (random() * 2 ** 32) >>> 0;
  const bits = (high: number) => {
    BITS.setUint32(0, high);
    BITS.setUint32(4, word());
    return BITS.getFloat64(0);
  };
  const whole = (below: number) => Math.floor(random() * below);
  const special = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    Number.MAX_VALUE,
    1e21,
    1e-6,
    1e-7,
  ];
  return {
    'any bits': () => bits(word()),
    'subnormal numbers': () => bits(whole(0x100000)),
    probabilities: () => Math.exp(-40 * random()),
    'from 0 to 1': () => random() + random() * 2 ** -32,
    'short decimals': () => Number((random() * 1000).toFixed(whole(8))),
    'large integers': () => whole(1e9) * 10 ** whole(14),
    halves: () => (2 * word() + 1) / 2 ** whole(60) / 10 ** (whole(3) - 1),
    'powers of two': () => 2 ** (whole(2098) - 1074),
    'float32 bits': () => {
      BITS.setUint32(0, word());
      return BITS.getFloat32(0);
    },
    'special values': () => special[whole(special.length)]!,
  };
}

/** Families of texts. */
function texts(random: () => number): Readonly<Record<string, () => string>> {
  const whole = (below: number) => Math.floor(random() * below);
  const digits = (count: number) => Array.from({ length: count }, () => whole(10)).join('');
  const sign = () => ['', '-', '+'][whole(3)]!;
  const { 'any bits': any } = values(random);
  return {
    'six decimals': () => (random() * 20 - 10).toFixed(6),
    'shortest forms': () => String(any!()),
    'seventeen digits': () => any!().toPrecision(17),
    'with exponents': () =>
      `${sign()}${digits(1)}.${digits(whole(25))}e${['', '-', '+'][whole(3)]}${whole(340)}`,
    'many digits': () => `${1 + whole(9)}${digits(whole(30))}.${digits(whole(30))}`,
    'up to 24 digits': () => {
      const text = digits(1 + whole(25));
      return `${sign()}${text.slice(0, whole(4))}.${text.slice(whole(4))}`;
    },
    integers: () => `${sign()}${digits(1 + whole(20))}`,
    'odd cells': () =>
      ['', '.', '-', '+', '-.', '0', '-0', '00', '007', '-00.5', '.5', '5.', '1.2.3', '--1', '1-'][
        whole(15)
      ]!,
    'half-way cases': () =>
      (BigInt(1 + whole(2 ** 20)) * 2n ** 54n + 2n * BigInt(whole(2 ** 30)) + 1n).toString(),
    names: () => {
      const name = ['nan', 'inf', 'infinity', 'infinite', 'na', 'nano', 'in'][whole(7)]!;
      const cased = name.replace(/./g, (letter) =>
        random() < 0.3
          ? String.fromCharCode(letter.charCodeAt(0) ^ [0x20, 0x20, 0x60][whole(3)]!)
          : letter,
      );
      return `${sign()}${cased}`;
    },
    junk: () => Array.from({ length: whole(8) }, () => '0123456789.eE+-nif"x '[whole(21)]).join(''),
  };
}

/** What they take has to fit into the memory of an engine. */
const MOST_CELLS = 10_000;

/** What a lane has of a cell: a number; null where it is empty; undefined where the operators have to look at it. */
function numberIn(cell: string): number | null | undefined {
  if (cell === '') return null;
  const bytes = Buffer.from(cell, 'latin1');
  return parseNumeral(bytes, 0, bytes.length);
}

/** The cells of a column, read as rows of two columns, the first of which is 0. */
function readColumn(cells: readonly string[]): readonly (number | null | undefined)[] {
  const engine = textEngine((bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN)!;
  const rows = cells.length;
  const text = Buffer.from(cells.map((cell) => `0,${cell}\n`).join(''), 'latin1');
  const base = Math.ceil(engine.staticEnd() / 16) * 16;
  const [columns, values, spans] = [base, base + 64, base + 64 + 8 * rows];
  const [flags, nulls, at] = [spans + 8 * rows, spans + 9 * rows, spans + 10 * rows + 64];
  engine.memory.grow(Math.ceil((at + text.length + TEXT_SLACK) / 2 ** 16));
  const { buffer } = engine.memory;
  new Uint8Array(buffer).set(text, at);
  new Int32Array(buffer, columns, 8).set([0, 0, -1, -1, values, nulls, -1, -1]);
  engine.setDelimiter(0x2c);
  engine.setTable(columns, 2, 0, 0, spans, flags, rows, 2 ** 30, 0, 0);
  engine.beginBatch(at);
  engine.readRows(at + text.length, true);
  const isSet = (place: number, row: number) => new Uint8Array(buffer)[place + row] === 1;
  return cells.map((_, row) => {
    if (isSet(nulls, row)) return null;
    return isSet(flags, row) ? undefined : new Float64Array(buffer, values, rows)[row];
  });
}

/** Holds the text module against the portable parser and printer, and `Number` and `String`; returns what differs. */
export function checkNumerals(seed: number, each: number): readonly string[] {
  const engine = textEngine((bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN)!;
  engine.memory.grow(1);
  const at = engine.staticEnd();
  const bytes = Buffer.from(engine.memory.buffer);
  const wrong: string[] = [];
  const expectSame = (family: string, got: unknown, expected: unknown) => {
    if (!Object.is(got, expected)) wrong.push(`${family}: ${got} for ${expected}`);
  };
  const random = dice(seed);
  for (const [family, next] of Object.entries(values(random))) {
    for (let i = 0; i < each; i++) {
      const value = next();
      const double = bytes.toString('latin1', at, engine.printDouble(at, value));
      expectSame(family, double, Object.is(value, -0) ? '-0' : String(value));
      const single = bytes.toString('latin1', at, engine.printSingle(at, value));
      expectSame(`${family}, float32`, single, printNumeral(value, 32));
      const digits = 1 + (i % MOST_SIGNIFICANT);
      engine.setRounding(-1, digits);
      const rounded = bytes.toString('latin1', at, engine.putDouble(at, value));
      engine.setRounding(-1, 0);
      expectSame(`${family}, ${digits} digits`, rounded, printSignificant(value, digits));
      const integer = Math.trunc(value) | 0;
      expectSame(
        'integers',
        bytes.toString('latin1', at, engine.printInteger(at, integer)),
        String(integer),
      );
    }
  }
  for (const [family, next] of Object.entries(texts(random))) {
    const cells: string[] = [];
    for (let i = 0; i < each; i++) {
      const text = next();
      // A quote in one cell would say where others end.
      if (cells.length < MOST_CELLS && !text.includes('"')) cells.push(text);
      bytes.fill(0, at, at + text.length + TEXT_SLACK);
      bytes.write(text, at, 'latin1');
      const value = engine.parseNumeral(at);
      const numeral = engine.numeralEnd.value === at + text.length ? value : undefined;
      const expected = parseNumeral(bytes, at, at + text.length);
      // The names of what is no finite number are left to the host.
      const isName = expected !== undefined && !/[0-9]/.test(text);
      expectSame(`${family}: ${text}`, numeral, isName ? undefined : expected);
    }
    readColumn(cells).forEach((read, i) => {
      expectSame(`${family}, cell ${cells[i]}`, read, numberIn(cells[i]!));
    });
  }
  return wrong;
}
