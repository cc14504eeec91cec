import {
  float64,
  int32,
  int64,
  list,
  struct,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  uint64,
  utf8,
} from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import type { SoftmaxState } from '../../src/distributions/softmax-state.js';
import { decodeState } from '../../src/distributions/state-file/decode-state.js';
import { encodeState } from '../../src/distributions/state-file/encode-state.js';
import { decode, encode } from '../formats/arrow-ipc/support.js';
import { contentOf, type Key, type Row, stateOf } from './states.js';

type Words = Readonly<Record<'w0' | 'w1' | 'w2' | 'w3' | 'w4', bigint>>;
type Limb = Words & { readonly limb: bigint };

/** A row of a STATE, as an engine that knows nothing of exponentials sees it. */
interface Line {
  readonly query: bigint | null;
  readonly tag: string | null;
  readonly state_column: string;
  readonly state_position: number | null;
  readonly state_function: string;
  readonly state_temperature: number;
  readonly state_float: number;
  readonly state_count: bigint;
  readonly state_nans: bigint;
  readonly state_infinities: bigint;
  readonly state_minus_infinities: bigint;
  readonly state_max: number;
  readonly state_times: bigint;
  readonly state_limbs: readonly Limb[];
}

const WORDS = ['w0', 'w1', 'w2', 'w3', 'w4'] as const;

function linesOf(state: SoftmaxState): Line[] {
  const bytes = encode([...encodeState(state)], { format: 'file' });
  return tableFromIPC(bytes, { useBigInt: true }).toArray() as Line[];
}

const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

/** As the documentation of the columns says. */
function merged(lines: readonly Line[]): Line {
  const max = Math.max(...lines.map((line) => line.state_max));
  const limbs = new Map<bigint, Limb>();
  for (const limb of lines.flatMap((line) => [...line.state_limbs])) {
    const before = limbs.get(limb.limb);
    const words = WORDS.map((w) => [w, (before?.[w] ?? 0n) + limb[w]]);
    limbs.set(limb.limb, { limb: limb.limb, ...(Object.fromEntries(words) as Words) });
  }
  return {
    ...lines[0]!,
    state_count: sum(lines.map((line) => line.state_count)),
    state_nans: sum(lines.map((line) => line.state_nans)),
    state_infinities: sum(lines.map((line) => line.state_infinities)),
    state_minus_infinities: sum(lines.map((line) => line.state_minus_infinities)),
    state_max: max,
    state_times: sum(lines.filter((l) => l.state_max === max).map((line) => line.state_times)),
    state_limbs: [...limbs.values()],
  };
}

function grouped(lines: readonly Line[]): Line[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const { query, tag, state_column, state_position } = line;
    const key = [query, tag, state_column, state_position].join('|');
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map(merged);
}

/** Written by flechette, without the description and the checksums. */
function written(lines: readonly Line[]): Uint8Array {
  const limb = struct({
    limb: int64(),
    w0: uint64(),
    w1: uint64(),
    w2: uint64(),
    w3: uint64(),
    w4: uint64(),
  });
  const types = {
    query: int64(),
    tag: utf8(),
    state_column: utf8(),
    state_position: int32(),
    state_function: utf8(),
    state_temperature: float64(),
    state_float: int32(),
    state_count: uint64(),
    state_nans: uint64(),
    state_infinities: uint64(),
    state_minus_infinities: uint64(),
    state_max: float64(),
    state_times: uint64(),
    state_limbs: list(limb),
  };
  const columns = Object.keys(types).map((name) => {
    return [name, lines.map((line) => line[name as keyof Line])] as const;
  });
  const table = tableFromArrays(Object.fromEntries(columns) as never, { types } as never);
  return tableToIPC(table, { format: 'stream' })!;
}

describe('states that another engine has merged by plain sums of integers', () => {
  const rows = Array.from({ length: 300 }, (_, i): Row => {
    const x = [Math.sin(i) * 30, -Infinity, 1e5 * Math.cos(i), i % 7, 700 - i][i % 5]!;
    return [x, -x, i % 11 === 0 ? Number.NaN : x / 3];
  });
  const keys = rows.map((_, i): Key => [i % 3 === 0 ? null : BigInt(i % 4), `t${i % 2}`]);
  const cuts = [0, 1, 90, 91, 200, 300];

  it('have the bits of one pass over everything', () => {
    const parts = cuts.slice(1).map((end, i) => {
      return stateOf(rows.slice(cuts[i], end), keys.slice(cuts[i], end), { temperature: 0.7 });
    });
    const lines = grouped(parts.flatMap(linesOf));
    const whole = stateOf(rows, keys, { temperature: 0.7 });
    expect(lines).toHaveLength(3 * whole.groups!.keys.size);
    const read = decodeState(decode(written(lines)));
    expect(contentOf(read)).toEqual(contentOf(whole));
    expect(read.groups?.by).toEqual(['query', 'tag']);
    expect(read.columns.map(({ name, positions }) => [name, positions])).toEqual([
      ['x', undefined],
      ['v', 2],
    ]);
  });

  it('have them too where rows are laid side by side and not added up', () => {
    const parts = cuts.slice(1).map((end, i) => {
      return stateOf(rows.slice(cuts[i], end), keys.slice(cuts[i], end));
    });
    const read = decodeState(decode(written(parts.flatMap(linesOf))));
    expect(contentOf(read)).toEqual(contentOf(stateOf(rows, keys)));
  });

  it('stay exact over 2^31 states, whose words no longer fit 32 bits', () => {
    const line = linesOf(stateOf([[2.5, 2.5, -700]], [[1n, 'a']]))[0]!;
    let many = line;
    for (let i = 0; i < 31; i++) many = merged([many, many]);
    expect(many.state_limbs.some(({ w1 }) => w1 >= 2n ** 32n)).toBe(true);
    const table = decodeState(decode(written([many]))).columns[0]!.tables[0]!;
    const state = table.get(0);
    expect([state.count, state.times, state.max, state.top]).toEqual([
      2 ** 31,
      2 ** 31,
      2.5,
      undefined,
    ]);
  });
});
