import { describe } from '../errors.js';
import type { Encoding } from './batch-sink.js';

/** @throws RangeError where buffers of a text are to be compressed */
export function checkCompression(operator: string, { kind, arrow }: Encoding): void {
  if (arrow?.compression === undefined || kind.format.startsWith('arrow')) return;
  const expected = 'an output in Arrow; for text, a name in .gz';
  const what = `compression is of Arrow's buffers, and the output is ${kind.format}`;
  throw new RangeError(describe({ operator, what, got: arrow.compression, expected }));
}
