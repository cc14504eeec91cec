// Arrow files of any size and of several kinds of tables, the same for the same seed.
import { existsSync } from 'node:fs';
import {
  BinaryView,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  LargeList,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  Utf8View,
  Vector,
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
        ten(() => flat(new Float32(), logits(next, n), sparse(next, n, 0.01))),
      ),
  ],
  'half null': [
    56,
    (next, n) =>
      table(
        n,
        ten(() => flat(new Float32(), logits(next, n), sparse(next, n, 0.5))),
      ),
  ],
  views: [
    100,
    (next, n) => ({
      ...table(
        n,
        ten(() => flat(new Float32(), logits(next, n))),
      ),
      text: views(new Utf8View(), n),
      bytes: views(new BinaryView(), n),
    }),
  ],
  dictionaries: [
    56,
    (next, n) => ({
      ...table(
        n,
        ten(() => flat(new Float32(), logits(next, n))),
      ),
      kind: coded(next, n),
    }),
  ],
  lists: [
    4015,
    (next, n) =>
      table(n, { logits: cells(new FixedSizeList(WIDE, item()), n, logits(next, n * WIDE)) }),
  ],
  ragged: [60, (next, n) => table(n, { logits: ragged(next, n, List, Int32Array) })],
  'large ragged': [
    64,
    (next, n) => table(n, { logits: ragged(next, n, LargeList, BigInt64Array) }),
  ],
};

const item = () => new Field('item', new Float32(), true);
const cells = (type, length, data) =>
  makeData({ type, length, nullCount: 0, child: flat(new Float32(), data) });

/** A share of slots is null. */
function sparse(next, length, share) {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8)).fill(255);
  for (let i = 0; i < length; i++) if (next() < share) nullBitmap[i >> 3] &= ~(1 << (i & 7));
  return { nullCount: -1, nullBitmap };
}

function ragged(next, length, Type, Offsets) {
  const places = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) places[i + 1] = places[i] + Math.floor(next() * 21);
  const valueOffsets = Offsets.from(places, Offsets === BigInt64Array ? BigInt : undefined);
  const child = flat(new Float32(), logits(next, places[length]));
  return makeData({ type: new Type(item()), length, nullCount: 0, valueOffsets, child });
}

/** Texts of 20 bytes, which lie in a buffer beside their views. */
function views(type, length) {
  const BYTES = 20;
  const bytes = new Uint8Array(BYTES * length).map((_, i) => 97 + (i % 26));
  const data = new Uint8Array(16 * length);
  const words = new Int32Array(data.buffer);
  for (let i = 0; i < length; i++) {
    words[4 * i] = BYTES;
    data.set(bytes.subarray(BYTES * i, BYTES * i + 4), 16 * i + 4);
    words[4 * i + 3] = BYTES * i;
  }
  return makeData({ type, length, nullCount: 0, views: data, variadicBuffers: [bytes] });
}

const NAMES = new Vector([label(1000)]);
const CODED = new Dictionary(new Utf8(), new Int32(), 1);

function coded(next, length) {
  const data = Int32Array.from({ length }, () => next() * 1000);
  return makeData({ type: CODED, length, nullCount: 0, data, dictionary: NAMES });
}

function* batches(kind, megabytes, batchRows) {
  const [rowBytes, make] = KINDS[kind];
  const rows = Math.ceil((megabytes * 1e6) / rowBytes);
  const next = dice(1);
  for (let first = 0; first < rows; first += batchRows) {
    const length = Math.min(batchRows, rows - first);
    const columns = make(next, length);
    const fields = Object.entries(columns).map(
      ([name, { type }]) => new Field(name, type, kind.includes('null')),
    );
    const children = Object.values(columns);
    const data = makeData({ type: new Struct(fields), length, nullCount: 0, children });
    yield new RecordBatch(new Schema(fields), data);
  }
}

/** Writes a file of about so many megabytes unless it is there; returns its path. */
export async function makeArrow(path, kind, megabytes, batchRows, options = {}) {
  if (existsSync(path)) return path;
  await lastValueFrom(
    fromPull(() => batches(kind, Number(megabytes), batchRows)).pipe(writeArrow(path, options)),
  );
  return path;
}
