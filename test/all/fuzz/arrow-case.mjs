import { tableFromIPC } from '@uwdata/flechette';
import { DataType, Vector } from 'apache-arrow';
import { createArrowDecoder, createArrowEncoder, readArrowFile } from 'logitflow';

/** Rows that a case looks at: a column of nulls may truly have two thousand million. */
const MOST_ROWS = 5000;

/**
 * Decodes what it is given in chunks of any size, walks every value, writes it and reads it again.
 *
 * @returns a function that compares it with what flechette reads, if that reads it, and says what became of the case
 */
export async function arrowCase(bytes, random) {
  const isFile = bytes[0] === 0x41 && bytes[1] === 0x52;
  const batches = isFile ? await fromFile(bytes, random) : fromStream(bytes, random);
  const rows = batches.reduce((sum, { numRows }) => sum + numRows, 0);
  if (rows > MOST_ROWS) return () => 'huge';
  const columns = columnsOf(batches);
  again(batches, columns);
  return () => agreesWithFlechette(bytes, batches, columns);
}

function fromStream(bytes, random) {
  const decoder = createArrowDecoder();
  const size = random.pick([bytes.length || 1, 1 + random.below(300), 64]);
  const batches = [];
  for (let at = 0; at < bytes.length; at += size) {
    batches.push(...decoder.push(bytes.slice(at, at + size)));
  }
  return [...batches, ...decoder.end()];
}

async function fromFile(bytes, random) {
  const file = {
    size: bytes.length,
    read: async (position, length) => bytes.slice(position, position + length),
  };
  const options = random.below(3) === 0 ? { maxBatchBytes: 1 + random.below(2000) } : {};
  const batches = [];
  for await (const batch of readArrowFile(file, options)) batches.push(batch);
  return batches;
}

function columnsOf(batches) {
  const { fields } = batches[0].schema;
  return fields.map((_, i) => batches.flatMap((batch) => valuesOf(batch.data.children[i])));
}

/** What is not compared by value: apache-arrow throws at moments beyond 2⁵³, and the libraries word them differently. */
function isMoment(type) {
  return (
    [
      DataType.isTimestamp,
      DataType.isDate,
      DataType.isTime,
      DataType.isDuration,
      DataType.isInterval,
      DataType.isDecimal,
    ].some((is) => is(type)) ||
    (DataType.isDictionary(type)
      ? isMoment(type.dictionary)
      : (type.children ?? []).some(({ type }) => isMoment(type)))
  );
}

function valuesOf(data) {
  if (isMoment(data.type)) return Array.from({ length: data.length }, () => 'a moment');
  return Array.from(new Vector([data]), plain);
}

function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if (typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return Array.from(value, plain);
  if (value instanceof Map) return [...value].map((pair) => pair.map(plain));
  if (Symbol.iterator in value && !('toJSON' in value && !Array.isArray(value) && !value.get)) {
    return Array.from(value, plain);
  }
  const json = typeof value.toJSON === 'function' ? value.toJSON() : value;
  return Object.entries(json).map(([key, inner]) => [key, plain(inner)]);
}

/** What was accepted can be written, and is then the same. */
function again(batches, columns) {
  const encoder = createArrowEncoder({ compression: 'lz4' });
  const chunks = [...batches.flatMap((batch) => [...encoder.push(batch)]), ...encoder.end()];
  const decoder = createArrowDecoder();
  const read = [...decoder.push(new Uint8Array(Buffer.concat(chunks))), ...decoder.end()];
  assertSame(columnsOf(read), columns, 'written and read again');
}

function agreesWithFlechette(bytes, batches, columns) {
  let read;
  try {
    const table = tableFromIPC(bytes, { useBigInt: true, useMap: true });
    read = table.children.map((child) => Array.from(child, plain));
  } catch {
    return 'accepted, not read by flechette';
  }
  const { fields } = batches[0].schema;
  // Of blobs of no bytes flechette gives others' bytes.
  const isOther = ({ type }) =>
    isMoment(type) || (DataType.isFixedSizeBinary(type) && type.byteWidth === 0);
  const moments = fields.map((field, i) =>
    isOther(field) && read[i]?.length === columns[i].length ? columns[i] : read[i],
  );
  assertSame(moments, columns, 'as flechette reads it');
  return 'accepted as flechette reads it';
}

function assertSame(got, expected, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
  if (a === b) return;
  let at = 0;
  while (a[at] === b[at]) at++;
  const around = (text) => text.slice(Math.max(0, at - 60), at + 60);
  throw new Error(`not the same ${what}: ${around(a)} is not ${around(b)}`);
}
