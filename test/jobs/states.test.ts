import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  Float32,
  Float64,
  Int32,
  makeData,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Over } from '../../operators/core/over.js';
import { softmax } from '../../operators/softmax.js';
import { newField, recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { readState } from '../../src/files/batches/read-state.js';
import { readArrow } from '../../src/files/read.js';
import { shards } from '../../src/jobs/cuts/shards.js';
import { apply, merge, type PartialOptions, partial } from '../../src/jobs/states.js';
import { contentOf } from '../distributions/states.js';
import { scratch } from '../files/support.js';
import { encode, said } from '../formats/arrow-ipc/support.js';

const path = scratch();
const ROWS = 300;

/** Scores that come in all sizes, some null; `order` says which row stands where. */
function scores(order: (i: number) => number = (i) => i, type: 'f32' | 'f64' = 'f64'): RecordBatch {
  const ids = Int32Array.from({ length: ROWS }, (_, i) => order(i));
  const values = Array.from(ids, (id) => {
    if (id % 50 === 7) return -Infinity;
    return id % 3 === 0 ? Math.sin(id) * 700 : Math.cos(id * id) * 5;
  });
  const bitmap = new Uint8Array(Math.ceil(ROWS / 64) * 8);
  ids.forEach((id, i) => {
    if (id % 41 !== 0) bitmap[i >> 3]! |= 1 << (i & 7);
  });
  const single = type === 'f32';
  const score = makeData({
    type: single ? new Float32() : new Float64(),
    length: ROWS,
    nullBitmap: bitmap,
    nullCount: -1,
    data: single ? Float32Array.from(values) : Float64Array.from(values),
  } as never);
  const group = vectorFromArray(
    Array.from(ids, (id) => (id % 13 === 4 ? null : `g${id % 17}`)),
    new Utf8(),
  ).data[0]!;
  const fields = [
    newField('id', new Int32(), false),
    newField('score', score.type, true),
    newField('group', new Utf8(), true),
  ];
  const id = makeData({ type: new Int32(), length: ROWS, nullCount: 0, data: ids });
  return recordBatch(new Schema(fields), [id, score, group], ROWS);
}

function put(name: string, batch: RecordBatch, size: number): string {
  const batches = Array.from({ length: Math.ceil(ROWS / size) }, (_, i) =>
    sliceBatch(batch, i * size, Math.min(ROWS, (i + 1) * size)),
  );
  writeFileSync(path(name), encode(batches, { format: 'file' }));
  return path(name);
}

/** Of the values and nulls of `p`, in the order of `id`. */
async function digest(files: readonly string[]): Promise<string> {
  const batches = await lastValueFrom(readArrow(files).pipe(toArray()));
  const values = new BigUint64Array(ROWS);
  const bits = new Float64Array(values.buffer);
  for (const batch of batches) {
    const [ids, p] = [batch.getChild('id')!, batch.getChild('p')!];
    for (let row = 0; row < batch.numRows; row++) {
      const value = p.get(row) as number | null;
      if (value === null) values[ids.get(row) as number] = 0xffffffffffffffffn;
      else bits[ids.get(row) as number] = value;
    }
  }
  return createHash('sha256').update(values).digest('hex');
}

/** partial, merge and apply over shards; the states are merged in a tree that is none of the file's order. */
async function acrossShards(file: string, count: number, options: Partial<PartialOptions> = {}) {
  const folder = `${file}-${count}`;
  mkdirSync(folder);
  const cut = await shards(file, count);
  const parts = await Promise.all(
    cut.map(async (shard, i) => {
      const state = `${folder}/part-${i}.arrow`;
      await partial(file, state, { columns: 'score', ...options, shard });
      return state;
    }),
  );
  const odd = parts.filter((_, i) => i % 2 === 1).reverse();
  if (odd.length > 0) await merge(odd, `${folder}/odd.arrow`);
  const even = parts.filter((_, i) => i % 2 === 0);
  const state = `${folder}/state.arrow`;
  await merge(odd.length > 0 ? [`${folder}/odd.arrow`, ...even] : even, state);
  const results = cut.map((_, i) => `${folder}/p-${i}.arrow`);
  for (const [i, shard] of cut.entries()) {
    await apply(file, results[i]!, { state, as: 'p', shard });
  }
  return digest(results);
}

async function inOneProcess(file: string, over: Over = 'stream'): Promise<string> {
  const whole = `${file}-whole.arrow`;
  const { writeArrow } = await import('../../src/files/write.js');
  const operator = softmax({ columns: 'score', over, as: 'p' });
  await lastValueFrom(readArrow(file).pipe(operator, writeArrow(whole)));
  return digest([whole]);
}

describe('partial, merge and apply', () => {
  it.each([1, 7, 1000, 65_536, ROWS])(
    'give the bits of one process, of batches of %i rows, as they are and shuffled',
    async (size) => {
      const file = put('scores.arrow', scores(), size);
      const expected = await inOneProcess(put('reference.arrow', scores(), 300));
      expect(await inOneProcess(file)).toBe(expected);
      expect(await acrossShards(file, 5)).toBe(expected);
      const shuffled = put(
        'shuffled.arrow',
        scores((i) => (i * 137 + 5) % ROWS),
        size,
      );
      expect(await acrossShards(shuffled, 2)).toBe(expected);
    },
  );

  it.each([1, 16])('give them in %i shards', async (count) => {
    const file = put('scores.arrow', scores(), 7);
    expect(await acrossShards(file, count)).toBe(await inOneProcess(file));
  });

  it.each([
    [2, 'group'],
    [5, 'drop'],
    [16, 'group'],
  ] as const)('give them by group, in %i shards, with null keys: %s', async (count, nulls) => {
    const file = put('scores.arrow', scores(), 50);
    const by = ['group'];
    const expected = await inOneProcess(file, { by, nulls });
    expect(await acrossShards(file, count, { over: { by, nulls } })).toBe(expected);
    const shuffled = put(
      'shuffled.arrow',
      scores((i) => (i * 137 + 5) % ROWS),
      50,
    );
    expect(await acrossShards(shuffled, count, { over: { by: 'group', nulls } })).toBe(expected);
  });

  it('refuse a row of a group that no part had, and keys that are not there', async () => {
    const file = put('scores.arrow', scores(), 50);
    const [first] = await shards(file, 30);
    const state = path('few.arrow');
    await partial(file, state, { columns: 'score', over: { by: 'group' }, shard: first! });
    const applied = apply(file, path('no.arrow'), { state, as: 'p' });
    await expect(applied).rejects.toThrow('a key that the first pass has not met');
    const none = partial(file, path('no.arrow'), { columns: 'score', over: { by: 'grup' } });
    await expect(none).rejects.toThrow('"grup"');
  });

  it('keep the type of keys from a CSV that is read typed, and one that passes as it is', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 3},${i % 2 === 0},0${i % 5},${i}`);
    writeFileSync(path('k.csv'), `q,b,code,x\n${rows.join('\n')}\n`);
    const state = path('k.arrow');
    await partial(path('k.csv'), state, { columns: 'x', over: { by: ['q', 'b', 'code'] } });
    const { groups } = await readState(state);
    expect(groups?.keys.fields.map(({ type }) => String(type))).toEqual(['Int64', 'Bool', 'Utf8']);
    await apply(path('k.csv'), path('p.csv'), { state, as: 'p' });
    await apply(path('k.csv'), path('p.arrow'), { state, as: 'p' });
    const lines = readFileSync(path('p.csv'), 'utf8').split('\n');
    expect(lines.slice(0, 2)).toEqual(['q,b,code,x,p', expect.stringMatching(/^0,true,00,0,/)]);
    const [batch] = await lastValueFrom(readArrow(path('p.arrow')).pipe(toArray()));
    expect(lines.slice(1, -1).map((line) => Number(line.split(',')[4]))).toEqual([
      ...batch!.getChild('p')!,
    ]);
  });

  it('give a state of forty doublings of itself', async () => {
    const file = put('scores.arrow', scores(), 500);
    await partial(file, path('s0.arrow'), { columns: 'score' });
    for (let i = 0; i < 40; i++) {
      const before = path(`s${i}.arrow`);
      await merge([before, before], path(`s${i + 1}.arrow`));
    }
    const [first, last] = [await readState(path('s0.arrow')), await readState(path('s40.arrow'))];
    const [one, many] = [first, last].map(({ columns }) => columns[0]!.tables[0]!.get(0));
    expect(many!.count).toBe(one!.count * 2 ** 40);
    expect([many!.max, many!.top]).toEqual([one!.max, one!.top]);
  });

  it('take temperatures, masks of NaN, softmin and logarithms', async () => {
    const file = put('scores.arrow', scores(), 100);
    const options = { columns: /^sc/, temperature: 2.5, function: 'softmin' } as const;
    await partial(file, path('state.arrow'), options);
    await apply(file, path('p.arrow'), { state: path('state.arrow'), as: 'p', float: 32 });
    const { columns } = await readState(path('state.arrow'));
    expect(columns[0]!.tables[0]!.temperature).toBe(2.5);
    const written = readArrow(path('p.arrow'));
    const [batch] = await lastValueFrom(written.pipe(toArray()));
    expect(String(batch!.schema.fields[3])).toContain('Float32');
    const logs = apply(file, path('l.arrow'), { state: path('state.arrow'), function: 'softmax' });
    await expect(logs).rejects.toThrow('the state is not one of this function (got "softmax")');
  });
});

describe('widths', () => {
  it('are refused where they differ, and declared by float: 32', async () => {
    const single = put('single.arrow', scores(undefined, 'f32'), 500);
    const double = put('double.arrow', scores(), 500);
    await partial(single, path('f32.arrow'), { columns: 'score' });
    await partial(double, path('f64.arrow'), { columns: 'score' });
    await expect(merge([path('f32.arrow'), path('f64.arrow')], path('no.arrow'))).rejects.toEqual(
      said(
        'SchemaError',
        `${path('f64.arrow')}: decodeState: states that do not match (got "column "score" of float64", row 0); expected column "score" of float32`,
      ),
    );
    const state = path('f32.arrow');
    await expect(apply(double, path('no.arrow'), { state, as: 'p' })).rejects.toEqual(
      said(
        'SchemaError',
        `${double}: applyState: the state is of other values (got "float64", column "score"); expected float32`,
      ),
    );
    await partial(double, path('declared.arrow'), { columns: 'score', float: 32 });
    expect(contentOf(await readState(path('declared.arrow')))).toEqual(
      contentOf(await readState(path('f32.arrow'))),
    );
    await apply(double, path('p.arrow'), { state, as: 'p', float: 32 });
    await apply(single, path('q.arrow'), { state, as: 'p' });
    expect(await digest([path('p.arrow')])).toBe(await digest([path('q.arrow')]));
  });

  it('of a CSV are declared as well', async () => {
    writeFileSync(path('a.csv'), 'score\n0.1\n0.2\n');
    await partial(path('a.csv'), path('a.arrow'), { columns: 'score', float: 32 });
    const { columns } = await readState(path('a.arrow'));
    expect(columns[0]!.tables[0]!.get(0).max).toBe(Math.fround(0.2));
  });
});

describe('arguments', () => {
  it('that are none are refused', async () => {
    await expect(partial('a', 'b', { columns: (() => true) as never })).rejects.toThrow(
      'partial: columns are none (got a function); expected a name, a glob, names or a RegExp',
    );
    const missing = apply('a.csv', path('b.csv'), { state: path('none.arrow') });
    await expect(missing).rejects.toThrow(`${path('none.arrow')}: read: no such file or directory`);
  });
});
