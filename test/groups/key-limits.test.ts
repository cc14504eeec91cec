import { Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/errors.js';
import { ByteKeys } from '../../src/groups/byte-keys.js';
import type { KeyCells } from '../../src/groups/key-cells.js';
import { keyColumn } from '../../src/groups/key-columns.js';
import { keyRows } from '../../src/groups/key-rows.js';

/** Cells that say to be so long, of which no byte is there. */
function cells(...lengths: number[]): KeyCells {
  const runs = { bytes: new Uint8Array(0), starts: new Int32Array(lengths.length) };
  const ends = Int32Array.from(lengths);
  return { length: lengths.length, cells: { ...runs, ends }, validity: undefined };
}

describe('keys of groups', () => {
  it('fail rather than to have places that do not fit, those of one row as well', () => {
    // Beside the bytes a mark, and their number in four.
    const columns = (last: number) => [cells(2 ** 30), cells(2 ** 30 - 11), cells(last)];
    // 2³¹ − 11 of text, and 15.
    expect(() => keyRows(columns(0), 1, 'softmax')).toThrow(
      'softmax: the keys of one batch are too long together (got 2147483652); expected at most 2³¹ − 1 bytes: fewer rows',
    );
    const huge = 2 ** 31 - 1;
    expect(() => keyRows([cells(huge), cells(huge), cells(huge)], 1, 'softmax')).toThrow(
      LimitError,
    );
  });

  it('make columns of up to 2³¹ − 1 bytes', () => {
    const column = (last: number) => keyColumn(new Utf8(), cells(2 ** 30, last));
    expect([...column(2 ** 30 - 1).valueOffsets]).toEqual([0, 2 ** 30, 2 ** 31 - 1]);
    expect(() => column(2 ** 30)).toThrow(LimitError);
  });

  it('lie in so many segments of a mebibyte, and in no more', () => {
    const keys = new ByteKeys(2);
    const out = new Uint32Array(1);
    const add = (first: number, length: number) => {
      const bytes = new Uint8Array(length).fill(first);
      const runs = { bytes, starts: Int32Array.of(0), ends: Int32Array.of(length) };
      keys.assign(runs, 1, { nullGroup: true, validity: undefined, add: true }, out);
      return out[0];
    };
    expect([add(1, 2 ** 20), add(2, 2 ** 20 - 1), add(3, 1)]).toEqual([0, 1, 2]);
    expect(() => add(4, 1)).toThrow(
      'groups: the keys of all groups are too long together; expected at most 4 GiB of different keys in memory: a memory budget, which spills them',
    );
    expect(add(3, 1)).toBe(2);
  });
});
