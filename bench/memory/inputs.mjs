// Inputs of any size, the same for the same seed: an id, ten float32 logits and a label a row.
import { existsSync, statSync } from 'node:fs';
import {
  Field,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { lastValueFrom } from 'rxjs';
import { fromPull } from '../../dist/index.js';
import { writeArrow, writeCsv } from '../../dist/node.js';

const CLASSES = 10;
/** Of a row: in Arrow 44 bytes of numbers and some text, in CSV about ten characters a number. */
const ROW_BYTES = { arrow: 54, csv: 115 };

const fields = [
  new Field('id', new Int32(), false),
  ...Array.from({ length: CLASSES }, (_, c) => new Field(`logit_${c}`, new Float32(), false)),
  new Field('label', new Utf8(), true),
];
const schema = new Schema(fields);

/** @returns batches of `batchRows` rows, `rows` in total */
function* batches(rows, batchRows, seed = 1) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const labels = vectorFromArray(
    Array.from({ length: batchRows }, (_, i) => `class_${i % CLASSES}`),
    new Utf8(),
  );
  for (let first = 0; first < rows; first += batchRows) {
    const length = Math.min(batchRows, rows - first);
    const children = [
      makeData({
        type: new Int32(),
        length,
        nullCount: 0,
        data: Int32Array.from({ length }, (_, i) => first + i),
      }),
      ...Array.from({ length: CLASSES }, () =>
        makeData({
          type: new Float32(),
          length,
          nullCount: 0,
          data: Float32Array.from({ length }, () => Math.fround((next() - 0.5) * 20)),
        }),
      ),
      labels.data[0].slice(0, length),
    ];
    yield new RecordBatch(
      schema,
      makeData({ type: new Struct(fields), length, nullCount: 0, children }),
    );
  }
}

/** Writes an input of about `megabytes` (10⁶ bytes) unless it is there already; gives its size in bytes. */
export async function makeInput(path, megabytes, batchRows) {
  if (!existsSync(path)) {
    const kind = path.endsWith('.csv') ? 'csv' : 'arrow';
    const rows = Math.ceil((megabytes * 1e6) / ROW_BYTES[kind]);
    const sink = kind === 'csv' ? writeCsv(path) : writeArrow(path);
    await lastValueFrom(fromPull(() => batches(rows, batchRows)).pipe(sink));
  }
  return statSync(path).size;
}
