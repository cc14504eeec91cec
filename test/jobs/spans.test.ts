import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert } from '../../src/files/conversion/convert.js';
import { SpanConverter } from '../../src/files/conversion/convert-span.js';
import { beginOf, type CsvSpan, shardFrom } from '../../src/files/shards/csv-span.js';
import { openSource } from '../../src/files/sources/byte-source.js';
import { randomAccess } from '../../src/files/sources/random-access.js';
import { seemsQuoted } from '../../src/formats/csv/scan/guess-border.js';
import { spansOf } from '../../src/jobs/cuts/csv-spans.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { scratch } from '../files/support.js';

const path = scratch();
const COMMA = 0x2c;
const SOFTMAX: Recipe = { steps: [{ op: 'softmax', columns: ['a', 'b'] }] };

/** Records of a text and two numbers; texts hold line ends, quotes and what looks like a record. */
const RECORD = fc
  .tuple(
    fc.constantFrom('', 'x', '"p\nq"', '"1,2\r\n3,4,5\n"', '"say ""no"""', '"\n"', '\ufeffé'),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constantFrom('\n', '\r\n', '\n\n'),
  )
  .map(([text, a, b, end]) => `${text},${a},${b}${end}`);

async function opened<T>(name: string, work: (file: Awaited<ReturnType<typeof fileOf>>) => T) {
  const source = await openSource(name);
  try {
    return await work(await fileOf(source));
  } finally {
    await source.close();
  }
}

const fileOf = ({ path: name, descriptor }: Awaited<ReturnType<typeof openSource>>) =>
  randomAccess(name, descriptor!);

/** Every span from where the one before has ended; also how many would have been guessed otherwise. */
async function bySpans(spans: readonly CsvSpan[], recipe = SOFTMAX) {
  const parts: Buffer[] = [];
  let [border, missed] = [spans[0]!.from, 0];
  // The second goes on in what the first has laid out.
  const converters = [new SpanConverter(recipe), new SpanConverter(recipe)];
  await opened(spans[0]!.path, async (file) => {
    for (const [index, span] of spans.entries()) {
      if ((await beginOf(file, span)) !== border) missed++;
      const options = { csvOut: { continues: index > 0 } };
      const give = (piece: Uint8Array) => parts.push(Buffer.from(piece));
      const converter = converters[Math.min(index, 1)]!;
      const done = await converter.convert(file, span, border, ',', options, give);
      expect(done).toBeDefined();
      expect(done!.to).toBe((await shardFrom(file, span, border)).to);
      border = done!.to;
    }
    expect(border).toBe(file.size);
  });
  return { text: Buffer.concat(parts).toString(), missed };
}

describe('spans of a CSV', () => {
  it('give the bytes of the whole, one after the other, and each says where the next begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(RECORD, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('', '\ufeff'),
        async (records, count, mark) => {
          const input = path('in.csv');
          writeFileSync(input, `${mark}name,a,b\n${records.join('')}`);
          await convert(SOFTMAX, input, path('whole.csv'), { overwrite: true });
          const spans = await spansOf(input, count, {});
          const { text } = await bySpans(spans!);
          expect(text).toBe(readFileSync(path('whole.csv'), 'utf8'));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('take for lists what the first block of the file shows, whatever stands in them', async () => {
    const input = path('in.csv');
    const lists = Array.from({ length: 5000 }, (_, i) => `${i},"[${i % 7}, 1]"\n`);
    const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'x' }] };
    writeFileSync(input, `id,x\n${lists.join('')}${'1,\n'.repeat(90_000)}`);
    await convert(recipe, input, path('whole.csv'), { overwrite: true });
    const { text } = await bySpans((await spansOf(input, 3, {}))!, recipe);
    expect(text).toBe(readFileSync(path('whole.csv'), 'utf8'));
    writeFileSync(input, `id,x\n${lists.join('')}${'1,2.5\n'.repeat(90_000)}`);
    const last = (await spansOf(input, 3, {}))![2]!;
    await opened(input, async (file) => {
      const sigmoid = new SpanConverter({ steps: [{ op: 'sigmoid', columns: 'x' }] });
      const from = await beginOf(file, last);
      // Nothing for the lane: whoever reads it again says that this is no list.
      expect(await sigmoid.convert(file, last, from, ',', {}, () => {})).toBeUndefined();
    });
  });

  it('begin where they are guessed, in texts whose quotes are in order', async () => {
    const records = Array.from({ length: 4000 }, (_, i) => `"a, ""b""\n${i}\n",${i},${-i}\n`);
    writeFileSync(path('in.csv'), `name,a,b\n${records.join('')}`);
    const spans = await spansOf(path('in.csv'), 40, {});
    expect((await bySpans(spans!)).missed).toBe(0);
  });

  it('are none of a file that names no columns, is compressed, or is no CSV', async () => {
    writeFileSync(path('in.csv'), 'a,b\n1,2\n');
    writeFileSync(path('empty.csv'), '');
    writeFileSync(path('in.gz'), Buffer.of(0x1f, 0x8b, 8, 0));
    expect(await spansOf(path('in.csv'), 2, { csv: { header: false } })).toBeUndefined();
    expect(await spansOf(path('empty.csv'), 2, {})).toBeUndefined();
    expect(await spansOf(path('in.gz'), 2, { format: 'csv' })).toBeUndefined();
  });

  it.each([
    [
      ['a,"b', 'c",d\ne,"f",g'],
      [false, true],
    ],
    [
      ['plain\nlines\n', 'in"ches, 5" wide\n'],
      [false, false],
    ],
    [
      ['b",c\n"d ""e""",f\n', '"",""\n'],
      [true, false],
    ],
  ])('of %j begin within quotes: %j', (texts, expected) => {
    expect(texts.map((text) => seemsQuoted(Buffer.from(text), COMMA))).toEqual(expected);
  });
});
