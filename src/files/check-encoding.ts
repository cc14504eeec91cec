import { describe } from '../errors.js';
import type { Encoding } from './sinks/batch-sink.js';

/** @throws RangeError where buffers of a text are to be compressed, or numbers that are no text rounded */
export function checkEncoding(operator: string, { kind, csv, arrow }: Encoding): void {
  const refuse = (what: string, got: unknown, expected: string) =>
    new RangeError(
      describe({ operator, what: `${what}, and the output is ${kind.format}`, got, expected }),
    );
  if (!kind.format.startsWith('arrow')) {
    if (arrow?.compression === undefined) return;
    const expected = 'an output in Arrow; for text, a name in .gz';
    throw refuse("compression is of Arrow's buffers", arrow.compression, expected);
  }
  for (const option of ['precision', 'significant'] as const) {
    if (csv?.[option] === undefined) continue;
    throw refuse(`${option} is of numbers in text`, csv[option], 'an output in CSV');
  }
}
