// Arrow files of any size and of several kinds of tables, the same for the same seed.
import { existsSync } from 'node:fs';
import {
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow';
import { lastValueFrom } from 'rxjs';
import { fromPull } from '../../dist/index.js';
import { writeArrow } from '../../dist/node.js';

const CLASSES = 10;
const WIDE = 1000;

function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const flat = (type, data, more = {}) =>
  makeData({ type, length: data.length, nullCount: 0, data, ...more });
const logits = (next, length) => Float32Array.from({ length }, () => (next() - 0.5) * 20);

function id(length) {
  return flat(
    new Int32(),
    Int32Array.from({ length }, (_, i) => i),
  );
}

function label(length) {
  const valueOffsets = Int32Array.from({ length: length + 1 }, (_, i) => 7 * i);
  const data = new Uint8Array(7 * length).map((_, i) => 'class_0'.charCodeAt(i % 7));
  return makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data });
}

const ten = (make) =>
  Object.fromEntries(Array.from({ length: CLASSES }, (_, c) => [`logit_${c}`, make()]));
const table = (length, columns) => ({ id: id(length), ...columns, label: label(length) });

/** By kind: bytes of a row, about, and the columns of a batch. */
const KINDS = {
  wide: [
    55,
    (next, n) =>
      table(
        n,
        ten(() => flat(new Float32(), logits(next, n))),
      ),
  ],
  doubles: [
    95,
    (next, n) =>
      table(
        n,
        ten(() => flat(new Float64(), Float64Array.from(logits(next, n)))),
      ),
  ],
  halves: [
    35,
    (next, n) =>
      table(
        n,
        ten(() =>
          flat(
            new Float16(),
            Uint16Array.from({ length: n }, () => 0x3c00 + next() * 0x800),
          ),
        ),
      ),
  ],
  nulls: [
    56,
    (next, n) =>
      table(
        n,
        ten(() => flat(new Float32(), logits(next, n), sparse(next, n))),
      ),
  ],
  lists: [
    4015,
    (next, n) =>
      table(n, { logits: cells(new FixedSizeList(WIDE, item()), n, logits(next, n * WIDE)) }),
  ],
  ragged: [60, (next, n) => table(n, { logits: ragged(next, n) })],
};

const item = () => new Field('item', new Float32(), true);
const cells = (type, length, data) =>
  makeData({ type, length, nullCount: 0, child: flat(new Float32(), data) });

/** One in a hundred is null. */
function sparse(next, length) {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8)).fill(255);
  for (let i = 0; i < length; i++) if (next() < 0.01) nullBitmap[i >> 3] &= ~(1 << (i & 7));
  return { nullCount: -1, nullBitmap };
}

function ragged(next, length) {
  const valueOffsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) valueOffsets[i + 1] = valueOffsets[i] + Math.floor(next() * 21);
  const child = flat(new Float32(), logits(next, valueOffsets[length]));
  return makeData({ type: new List(item()), length, nullCount: 0, valueOffsets, child });
}

function* batches(kind, megabytes, batchRows) {
  const [rowBytes, make] = KINDS[kind];
  const rows = Math.ceil((megabytes * 1e6) / rowBytes);
  const next = dice(1);
  for (let first = 0; first < rows; first += batchRows) {
    const length = Math.min(batchRows, rows - first);
    const columns = make(next, length);
    const fields = Object.entries(columns).map(
      ([name, { type }]) => new Field(name, type, kind === 'nulls'),
    );
    const children = Object.values(columns);
    const data = makeData({ type: new Struct(fields), length, nullCount: 0, children });
    yield new RecordBatch(new Schema(fields), data);
  }
}

/** Writes a file of about so many megabytes unless it is there; returns its path. */
export async function makeArrow(path, kind, megabytes, batchRows) {
  if (existsSync(path)) return path;
  await lastValueFrom(
    fromPull(() => batches(kind, Number(megabytes), batchRows)).pipe(writeArrow(path)),
  );
  return path;
}
