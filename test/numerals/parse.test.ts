import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumeral, parseNumeralText } from '../../src/numerals/parse.js';

const ENCODER = new TextEncoder();

/** Through bytes, between others, so that neither neighbour is read. */
function parse(text: string): number | undefined {
  const bytes = ENCODER.encode(`7${text}7`);
  const value = parseNumeral(bytes, 1, bytes.length - 1);
  expect(parseNumeralText(text)).toBe(value);
  return value;
}

const NO_NUMERALS = [
  '',
  ' ',
  ' 1',
  '1 ',
  '1 2',
  '\t1',
  '1\n',
  '\ufeff1',
  '\u00a01',
  '1,5',
  '1_000',
  '1.000,5',
  '0x10',
  '0X1p3',
  '0b1',
  '0o7',
  '007',
  '01',
  '-01',
  '+00',
  '00.5',
  '--1',
  '+-1',
  '-+1',
  '-',
  '+',
  '.',
  '-.',
  '+.',
  '..5',
  '1..5',
  '1.5.',
  '1e',
  '1e+',
  '1e-',
  'e5',
  '.e5',
  '-e5',
  '1e5.5',
  '1e5e5',
  '1ee5',
  '1E',
  '5d0',
  '5f',
  '1n',
  '١',
  '１',
  '½',
  'in',
  'infin',
  'infinityy',
  'infinit',
  'i nf',
  '--inf',
  '+-inf',
  'nan1',
  'nann',
  'na',
  'NaN(1)',
  '1nan',
  'null',
  'true',
  'NA',
  'None',
  '1/2',
  '1%',
  '$1',
  "1'000",
  '(1)',
  '"1"',
  '∞',
  '\0',
  '1\0',
]; // prettier-ignore

describe('parseNumeral', () => {
  it.each(NO_NUMERALS.map((text) => [text]))('has no value for %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['-0', -0],
    ['+0', 0],
    ['-0.0e-5', -0],
    ['5.', 5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['+5.e1', 50],
    ['.5E-1', 0.05],
    ['1e+2', 100],
    ['1e05', 1e5],
    ['0.1', 0.1],
    ['9007199254740993', 9007199254740992],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['1e23', 1e23],
    ['8.5e22', 8.5e22],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['1.7976931348623159e308', Infinity],
    ['-1e400', -Infinity],
    ['5e-324', 5e-324],
    ['2.4703282292062327e-324', 0],
    ['2.4703282292062328e-324', 5e-324],
    ['-1e-400', -0],
    ['1e999999999999999999999999', Infinity],
    ['0e999999999999999999999999', 0],
    ['2.2250738585072011e-308', 2.225073858507201e-308],
    ['inf', Infinity],
    ['+Inf', Infinity],
    ['-INF', -Infinity],
    ['Infinity', Infinity],
    ['-iNfInItY', -Infinity],
    ['nan', NaN],
    ['NaN', NaN],
    ['-NAN', NaN],
    ['+nan', NaN],
  ])('reads %s as %f', (text, value) => {
    expect(parse(text)).toBe(value);
  }); // prettier-ignore

  it('reads as Number() what any double prints', () => {
    const bits = new DataView(new ArrayBuffer(8));
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (pattern) => {
        bits.setBigUint64(0, pattern);
        const value = bits.getFloat64(0);
        expect(parse(String(value))).toBe(value);
        if (Number.isFinite(value)) expect(parse(value.toExponential(16))).toBe(value);
      }),
      { seed: 1, numRuns: 20_000 },
    );
  });

  it('agrees with Number() on a million numerals of every length and exponent', () => {
    const random = generator(7);
    const bytes = new Uint8Array(64);
    let differing = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const text = randomNumeral(random);
      const { written } = ENCODER.encodeInto(text, bytes);
      if (!Object.is(parseNumeral(bytes, 0, written), Number(text))) differing++;
    }
    expect(differing).toBe(0);
  });

  it('says the same of bytes and of text, whatever they are', () => {
    const parts = fc.constantFrom('0', '1', '9', '.', 'e', 'E', '+', '-', 'inf', 'nan', ' ', 'x');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (chosen) => void parse(chosen.join(''))),
      { seed: 2, numRuns: 50_000 },
    );
  });

  it('reads a million digits in linear time', () => {
    const digits = ENCODER.encode(`0.${'123456789'.repeat(1_000_000)}`);
    const started = performance.now();
    expect(parseNumeral(digits, 0, digits.length)).toBe(0.12345678912345678);
    expect(parseNumeral(digits, 2, 1_000_000)).toBe(Infinity);
    expect(parseNumeralText(`${'1'.repeat(5_000_000)}x`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** mulberry32: uniform in [0, 1), seeded. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomNumeral(random: () => number): string {
  const upTo = (n: number) => Math.floor(random() * n);
  const digits = (n: number) => {
    let text = '';
    for (let i = 0; i < n; i++) text += upTo(10);
    return text;
  };
  const whole = random() < 0.3 ? '0' : String(1 + upTo(9)) + digits(upTo(20));
  const fraction = random() < 0.8 ? `.${digits(upTo(20))}` : '';
  const exponent =
    random() < 0.4 ? `e${['', '+', '-'][upTo(3)]}${upTo(random() < 0.5 ? 25 : 330)}` : '';
  return `${['', '-', '+'][upTo(3)]}${whole}${fraction}${exponent}`;
}
