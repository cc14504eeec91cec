import { ByteSink, utf8 } from '../../../formats/csv/encode/byte-sink.js';
import { Quoting } from '../../../formats/csv/encode/quoting.js';
import type { WrittenColumn } from './columns.js';

/** How the output is written. */
export interface OutputForm {
  readonly delimiter: number;
  readonly newline: '\n' | '\r\n';
  readonly bom: boolean;
  readonly header: boolean;
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** Names that need no quotes, and no encoder. */
const PLAIN = /^[\w.-]+$/;

/** What stands before the first row: as `encodeCsv` writes it. */
export function outputHeader(columns: readonly WrittenColumn[], form: OutputForm): Uint8Array {
  const out = new ByteSink(256);
  if (form.bom) out.ascii(BYTE_ORDER_MARK);
  if (!form.header || columns.length === 0) return out.take();
  const quoting = new Quoting(form.delimiter);
  const asItWas = hasFileColumn(columns);
  const delimiter = String.fromCharCode(form.delimiter);
  columns.forEach(({ name, quoted }, i) => {
    if (i > 0) out.byte(form.delimiter);
    if (PLAIN.test(name) && quoted === undefined && !name.includes(delimiter)) {
      out.ascii(name);
      return;
    }
    const bytes = utf8((asItWas ? quoted : undefined) ?? name);
    const verbatim = (asItWas && quoted !== undefined) || (name === '' && columns.length > 1);
    if (verbatim) out.copy(bytes, 0, bytes.length);
    else quoting.write(out, bytes, 0, bytes.length);
  });
  out.ascii(form.newline);
  return out.take();
}

/** Of a file whose columns are all made anew, or have a declared type, nothing is left: no line ends, no mark, no quotes. */
export function hasFileColumn(columns: readonly WrittenColumn[]): boolean {
  return columns.some(({ content }) => content.kind === 'file' && content.type === undefined);
}
