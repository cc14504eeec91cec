import { DataType, Vector } from 'apache-arrow';
import { createCsvDecoder, createCsvEncoder, LogitflowError } from 'logitflow';
import { hardTanh, softmax } from 'logitflow/operators';
import { from } from 'rxjs';

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
    checkRounded(typed.batches, random.below(16));
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

/** What is written with decimals has them, and probabilities that are to sum to one do, as they are written. */
function checkRounded(batches, precision) {
  const { fields } = batches[0].schema;
  const columns = fields.filter(({ type }) => DataType.isFloat(type)).map(({ name }) => name);
  if (columns.length < 2 || new Set(columns).size < columns.length || columns.includes('')) return;
  const results = settled(() => ({ batches: probabilities(batches, columns, precision) }));
  if (results.failure instanceof LogitflowError) return;
  if (results.failure !== undefined) throw results.failure;
  const { table } = decoded(encoded(results.batches, { precision }), 1000, {
    types: { '*': 'text' },
  });
  const [names, ...rows] = table;
  for (const row of rows) {
    const cells = row.filter((_, i) => columns.includes(names[i]));
    const sum = cells.reduce((total, cell) => total + BigInt(cell.replace('.', '')), 0n);
    const decimals = cells.every((cell) => (cell.split('.')[1] ?? '').length === precision);
    if (!decimals || sum !== 10n ** BigInt(precision)) {
      throw new Error(`with ${precision} decimals not one: ${cells}`);
    }
  }
}

function probabilities(batches, columns, decimals) {
  const results = [];
  const policies = { nulls: 'mask', nan: 'mask', degenerate: 'uniform' };
  // Of a +∞ there is no distribution.
  const finite = hardTanh({ columns, min: -1e9, max: 1e9 });
  const rounded = softmax({ columns, ...policies, sumToOne: { decimals } });
  let failure;
  from(batches)
    .pipe(finite, rounded)
    .subscribe({
      next: (batch) => results.push(batch),
      error: (error) => {
        failure = error;
      },
    });
  if (failure !== undefined) throw failure;
  return results;
}

function encoded(batches, options = {}) {
  const encoder = createCsvEncoder(options);
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
