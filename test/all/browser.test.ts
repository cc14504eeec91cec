import { existsSync } from 'node:fs';
import { of, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { softmax } from '../../operators/softmax.js';
import { decodeArrow } from '../../src/formats/arrow-ipc/decoder.js';
import { encodeArrow } from '../../src/formats/arrow-ipc/encoder.js';
import { batchOf, column, KINDS, valuesOf } from '../formats/arrow-ipc/batches.js';
import { concat, decode, encode } from '../formats/arrow-ipc/support.js';
import { CHROMIUM, endChromium, inChromium } from './chromium.js';
import { needs } from './optional.js';

const SCRIPT = `
  import { decodeArrow, encodeArrow, toTransformStream } from '/dist/index.js';
  import { softmax } from '/dist/operators.js';
  const operator = (source) =>
    source.pipe(decodeArrow(), softmax({ columns: 'logit_*', as: 'prob_*' }), encodeArrow());
  const { body } = await fetch('/input');
  const output = body.pipeThrough(toTransformStream(operator));
  await fetch('/result', { method: 'POST', body: await new Response(output).blob() });`;

afterEach(endChromium);

describe('the neutral core in Chromium', () => {
  it('gives the probabilities that it gives in Node, to the bit', async (context) => {
    needs(context, existsSync(CHROMIUM), CHROMIUM);
    const input = encode([logits(0), logits(7), logits(11)]);
    const back = decode(await inChromium(SCRIPT, new Uint8Array(input)));
    const here = await inNode(input);
    expect(back.map((batch) => batch.schema.toString())).toEqual(
      here.map((batch) => batch.schema.toString()),
    );
    expect(back.map(valuesOf)).toEqual(here.map(valuesOf));
    expect(valuesOf(back[0]!).at(-1)).toHaveLength(1000);
  });
});

function logits(from: number) {
  const { Float32, Utf8 } = KINDS;
  return batchOf({
    id: column(Utf8, 1000, false, from),
    logit_a: column(Float32, 1000, true, from),
    logit_b: column(Float32, 1000, false, from + 1),
    logit_c: column(Float32, 1000, false, from + 2),
  });
}

function inNode(input: Uint8Array) {
  return new Promise<ReturnType<typeof decode>>((resolve, reject) => {
    of(input)
      .pipe(decodeArrow(), softmax({ columns: 'logit_*', as: 'prob_*' }), encodeArrow(), toArray())
      .subscribe({ next: (chunks) => resolve(decode(concat(chunks))), error: reject });
  });
}
