import { describe, expect, it } from 'vitest';
import { createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { createCsvEncoder } from '../../../src/formats/csv/encoder.js';
import { MOST_SHARED, sharedText } from '../../../src/formats/csv/shared-text.js';

/** A table of floats, nulls and quoted numbers among them, and a text. */
function tableText(rows: number, seed: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const value = Math.sin(seed + i) * 10 ** (i % 40) - 20;
    const cell = i % 11 === 0 ? '' : i % 13 === 0 ? `"${value}"` : String(value);
    return `${cell},${i % 7 === 0 ? 'NaN' : value / 3},row ${i}`;
  });
  return `a,b,text\n${lines.join('\n')}\n`;
}

function decoded(text: string, rows = 100) {
  const decoder = createCsvDecoder({ rows, types: { a: 'float64', b: 'float64' } });
  return [...decoder.push(Buffer.from(text)), ...decoder.end()];
}

describe('readers and writers of CSV that share the text engine', () => {
  it('do not disturb one another, wherever they are left to wait', () => {
    const texts = [tableText(3000, 1), tableText(3000, 5)];
    const alone = texts.map((text) => {
      const encoder = createCsvEncoder();
      return decoded(text)
        .flatMap((batch) => [...encoder.push(batch)].map((c) => Buffer.from(c).toString()))
        .join('');
    });
    const encoders = texts.map(() => createCsvEncoder());
    const decoders = texts.map(() =>
      createCsvDecoder({ rows: 100, types: { a: 'float64', b: 'float64' } }),
    );
    const together = ['', ''];
    const streams = texts.map((text, i) => decoders[i]!.push(Buffer.from(text))[Symbol.iterator]());
    for (let done = 0; done < 2; ) {
      done = 0;
      streams.forEach((stream, i) => {
        const next = stream.next();
        if (next.done) done++;
        else
          for (const chunk of encoders[i]!.push(next.value))
            together[i] += Buffer.from(chunk).toString();
      });
    }
    decoders.forEach((decoder, i) => {
      for (const batch of decoder.end()) {
        for (const chunk of encoders[i]!.push(batch)) together[i] += Buffer.from(chunk).toString();
      }
    });
    expect(together).toEqual(alone);
    // Numbers come out as they went in; quotes and the spelling of NaN aside.
    expect(alone[0]!.replaceAll('"', '')).toBe(texts[0]!.replaceAll('"', ''));
  });

  it('keep a bounded memory, however long a cell is', () => {
    const long = 'x'.repeat(MOST_SHARED + 1);
    const [batch] = decoded(`a,b,text\n1.5,2,${long}\n`);
    const encoder = createCsvEncoder();
    const written = [...encoder.push(batch!)].map((chunk) => chunk.length);
    expect(written.reduce((sum, length) => sum + length, 0)).toBe(
      'a,b,text\n1.5,2,\n'.length + long.length,
    );
    expect(sharedText()!.engine.memory.buffer.byteLength).toBeLessThan(MOST_SHARED + (1 << 17));
  });
});
