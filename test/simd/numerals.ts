import { parseNumeral } from '../../src/numerals/parse.js';
import { printNumeral } from '../../src/numerals/print.js';
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
    'half-way cases': () =>
      (BigInt(1 + whole(2 ** 20)) * 2n ** 54n + 2n * BigInt(whole(2 ** 30)) + 1n).toString(),
    junk: () => Array.from({ length: whole(8) }, () => '0123456789.eE+-nif"x '[whole(21)]).join(''),
  };
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
      const integer = Math.trunc(value) | 0;
      expectSame(
        'integers',
        bytes.toString('latin1', at, engine.printInteger(at, integer)),
        String(integer),
      );
    }
  }
  for (const [family, next] of Object.entries(texts(random))) {
    for (let i = 0; i < each; i++) {
      const text = next();
      bytes.fill(0, at, at + text.length + TEXT_SLACK);
      bytes.write(text, at, 'latin1');
      const value = engine.parseNumeral(at);
      const numeral = engine.numeralEnd.value === at + text.length ? value : undefined;
      const expected = parseNumeral(bytes, at, at + text.length);
      // The names of what is no finite number are left to the host.
      const isName = expected !== undefined && !/[0-9]/.test(text);
      expectSame(`${family}: ${text}`, numeral, isName ? undefined : expected);
    }
  }
  return wrong;
}
