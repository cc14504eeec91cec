import { DataType, Vector } from 'apache-arrow';
import { createCsvDecoder, createCsvEncoder } from 'logitflow';

/**
 * Decodes as text and with types, whole and in chunks: the same both times. What is accepted as text is what a parser
 * of RFC 4180, of twenty lines, says; what is accepted with types is written and read again.
 */
export async function csvCase(bytes, random) {
  const size = 1 + random.below(40);
  const asText = { types: { '*': 'text' }, rows: 1 + random.below(20) };
  const text = settled(() => decoded(bytes, size, asText));
  const whole = settled(() => decoded(bytes, bytes.length || 1, asText));
  assertSame(text, whole, 'in chunks');
  const typed = settled(() => decoded(bytes, size, {}));
  if (typed.table !== undefined) {
    const rewritten = settled(() => decoded(encoded(typed.batches), 1000, {}));
    if (rewritten.table === undefined) throw new Error(`not read again: ${rewritten.error}`);
  }
  if (text.table === undefined) throw text.failure;
  assertSame({ table: text.table }, { table: reference(bytes) }, 'as RFC 4180 says');
  return () => (typed.table === undefined ? 'accepted as text' : 'accepted');
}

function settled(work) {
  try {
    return work();
  } catch (failure) {
    return { failure, error: `${failure}` };
  }
}

function decoded(bytes, size, options) {
  const decoder = createCsvDecoder(options);
  const batches = [];
  for (let at = 0; at < bytes.length; at += size) {
    batches.push(...decoder.push(bytes.slice(at, at + size)));
  }
  batches.push(...decoder.end());
  const names = batches[0].schema.fields.map(({ name }) => name);
  const rows = batches.flatMap((batch) =>
    Array.from({ length: batch.numRows }, (_, row) =>
      names.map((_, column) => {
        const data = batch.data.children[column];
        return data.getValid(row) ? valueAt(data, row) : '';
      }),
    ),
  );
  return { table: [names, ...rows], batches };
}

/** Of text its bytes: apache-arrow drops a byte order mark at the beginning of a cell. */
function valueAt(data, row) {
  if (!DataType.isUtf8(data.type)) return `${new Vector([data]).get(row)}`;
  const { values, valueOffsets } = data;
  return UTF8.decode(values.subarray(valueOffsets[row], valueOffsets[row + 1]));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function encoded(batches) {
  const encoder = createCsvEncoder();
  const chunks = [...batches.flatMap((batch) => [...encoder.push(batch)]), ...encoder.end()];
  return new Uint8Array(Buffer.concat(chunks));
}

/** Fields in quotes, quotes doubled there; blank lines skipped, but for rows of one column. */
function reference(bytes) {
  const text = UTF8.decode(bytes).replace(/^\u{feff}/u, '');
  const records = [];
  let [record, field, quoted, any] = [[], '', false, false];
  const endRecord = () => {
    if (any || records[0]?.length === 1) records.push([...record, field]);
    [record, field, any] = [[], '', false];
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const isLineEnd = c === '\n' || c === '\r';
    if (quoted && c === '"' && text[i + 1] === '"') field += text[i++];
    else if (quoted) {
      if (c === '"') quoted = false;
      else field += c;
    } else if (isLineEnd) {
      if (c === '\r' && text[i + 1] === '\n') i++;
      endRecord();
    } else {
      const isFirst = field === '' && text[i - 1] !== '"';
      any = true;
      if (c === ',') {
        record.push(field);
        field = '';
      } else if (c === '"' && isFirst) quoted = true;
      else field += c;
    }
  }
  if (any) endRecord();
  return records;
}

function assertSame(a, b, what) {
  const [x, y] = [JSON.stringify([a.table, a.error]), JSON.stringify([b.table, b.error])];
  if (x === y) return;
  let at = 0;
  while (x[at] === y[at]) at++;
  const around = (text) => text.slice(Math.max(0, at - 80), at + 80);
  throw new Error(`not the same ${what}: ${around(x)} is not ${around(y)}`);
}
