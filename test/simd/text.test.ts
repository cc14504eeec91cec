import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/numerals/parse.js';
import { printNumeral } from '../../src/numerals/print.js';
import { PRINT_ROOM, TEXT_SLACK, textEngine } from '../../src/simd/text.js';
import { checkNumerals } from './numerals.js';

describe('the text module', () => {
  const runs = 4000;

  it('prints and parses numbers of every family as its twins do', () => {
    expect(checkNumerals(11, runs)).toEqual([]);
  }, 60_000);

  it('says where a numeral ends, and that there is none', () => {
    const engine = textEngine(
      (bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN,
    )!;
    engine.memory.grow(1);
    const at = engine.staticEnd();
    const bytes = Buffer.from(engine.memory.buffer);
    const parsed = (text: string) => {
      bytes.fill(0, at, at + text.length + TEXT_SLACK);
      bytes.write(text, at, 'latin1');
      const value = engine.parseNumeral(at);
      const end = engine.numeralEnd.value;
      return end === 0 ? undefined : [value, end - at];
    };
    expect(parsed('1.5,2')).toEqual([1.5, 3]);
    expect(parsed('-2e3x')).toEqual([-2000, 4]);
    expect(parsed('.5')).toEqual([0.5, 2]);
    expect(parsed('5.')).toEqual([5, 2]);
    for (const text of ['', '.', '-', '+', 'e5', '007', '1e', '1e+', 'nan', ' 1', '"1"']) {
      expect(parsed(text), text).toBeUndefined();
    }
  });

  it('overwrites no more than it says behind a number', () => {
    const engine = textEngine(() => Number.NaN)!;
    engine.memory.grow(1);
    const at = engine.staticEnd();
    const bytes = Buffer.from(engine.memory.buffer);
    for (const value of [0, -5e-324, -1.2345678901234567e-308, 1e21, 1.5, 123456789012345680000]) {
      bytes.fill(0xaa, at, at + 2 * PRINT_ROOM);
      const end = engine.printDouble(at, value);
      expect(bytes.toString('latin1', at, end)).toBe(printNumeral(value, 64));
      expect(
        bytes.subarray(at + PRINT_ROOM, at + 2 * PRINT_ROOM).every((byte) => byte === 0xaa),
      ).toBe(true);
    }
  });
});
