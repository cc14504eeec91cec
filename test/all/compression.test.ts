import { execFileSync, spawnSync } from 'node:child_process';
import { type DataType, type RecordBatch, Type } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceBatch } from '../../src/columns/batches.js';
import { encodeLz4Frame } from '../../src/formats/arrow-ipc/compression/lz4-encode.js';
import { decodeLz4Frame } from '../../src/formats/arrow-ipc/compression/lz4-frame.js';
import type { CompressionName } from '../../src/formats/arrow-ipc/compression/writable.js';
import { decodeZstd } from '../../src/formats/arrow-ipc/compression/zstd/frame.js';
import { nativeZstd } from '../../src/formats/arrow-ipc/compression/zstd/native.js';
import {
  batchOf,
  column,
  everything,
  KINDS,
  type Kind,
  plain,
  valuesOf,
} from '../formats/arrow-ipc/batches.js';
import { decode, decodeFile, encode } from '../formats/arrow-ipc/support.js';
import { needs, optional } from './optional.js';

interface Polars {
  readIPC(bytes: Buffer): Frame;
  readIPCStream(bytes: Buffer): Frame;
}
interface Frame {
  toObject(): Record<string, unknown[]>;
}
/** What these tests use of Perspective, which reads with Arrow C++ and its codecs. */
interface Perspective {
  table(bytes: ArrayBuffer, options: { format: 'arrow' }): Promise<PerspectiveTable>;
}
interface PerspectiveTable {
  view(): Promise<{ to_columns(): Promise<Record<string, unknown[]>> }>;
}
const perspective = await optional<Perspective>('@perspective-dev/client');
const polars = await optional<Polars>('nodejs-polars');
/** A python with pyarrow, which is Arrow C++. */
const PYTHON = process.env.LOGITFLOW_PYTHON ?? 'python3';
const hasPyarrow = spawnSync(PYTHON, ['-c', 'import pyarrow']).status === 0;
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

const CODECS: readonly CompressionName[] = nativeZstd === undefined ? ['lz4'] : ['lz4', 'zstd'];
const FORMATS = ['stream', 'file'] as const;

// Arrow C++ wants whole days of this one.
const isOther = (type: DataType) => type.typeId !== Type.Date;
const whole = everything(700, true, 0, isOther);
const batches = [whole, sliceBatch(whole, 11, 500)];
const flat = (all: readonly RecordBatch[]) =>
  all.map(valuesOf).reduce((a, b) => a.map((values, i) => [...values, ...b[i]!]));

function pipe(program: string, args: readonly string[], input: Uint8Array): Uint8Array {
  return new Uint8Array(execFileSync(program, args, { input, maxBuffer: 2 ** 28 }));
}

/** Reads with pyarrow from standard input and writes again, compressed or not. */
const RELAY = `
import sys, pyarrow as pa
read = pa.ipc.open_file if sys.argv[1] == 'file' else pa.ipc.open_stream
table = read(pa.py_buffer(sys.stdin.buffer.read())).read_all()
table.validate(full=True)
sink = pa.BufferOutputStream()
write = pa.ipc.new_file if sys.argv[2] == 'file' else pa.ipc.new_stream
codec = None if sys.argv[3] == 'none' else sys.argv[3]
with write(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
    writer.write_table(table)
sys.stdout.buffer.write(sink.getvalue().to_pybytes())`;
const relay = (bytes: Uint8Array, from: string, to: string, codec: string) =>
  pipe(PYTHON, ['-c', RELAY, from, to, codec], bytes);

describe('Arrow C++, through pyarrow', () => {
  for (const compression of CODECS) {
    it.for(FORMATS)(`reads every type from a %s with ${compression}`, (format, context) => {
      needs(context, hasPyarrow, 'pyarrow', `for ${PYTHON}; LOGITFLOW_PYTHON names another`);
      const bytes = encode(batches, { format, compression });
      expect(flat(decode(relay(bytes, format, 'stream', 'none')))).toEqual(flat(batches));
    });
  }

  it.for(['lz4', 'zstd'])(
    'writes every type with %s as it is read here',
    async (codec, context) => {
      needs(context, hasPyarrow, 'pyarrow', `for ${PYTHON}; LOGITFLOW_PYTHON names another`);
      const bytes = encode(batches);
      expect(flat(decode(relay(bytes, 'stream', 'stream', codec)))).toEqual(flat(batches));
      expect(flat(await decodeFile(relay(bytes, 'stream', 'file', codec)))).toEqual(flat(batches));
    },
  );
});

describe('Arrow C++, through Perspective', () => {
  const names = [
    ...['Bool', 'Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64'],
    ...['Float32', 'Float64', 'Utf8', 'LargeUtf8', 'Dictionary'],
    ...['DateDay', 'TimestampMicrosecond', 'TimeSecond'],
  ] as const;
  // It speaks JSON: those of these tests are small multiples of 2⁵⁰ and lose nothing.
  const number = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

  for (const compression of [undefined, ...CODECS]) {
    it.for(FORMATS)(
      `reads its ${names.length} types from a %s with ${compression ?? 'no compression'}`,
      async (format, context) => {
        needs(context, perspective !== undefined, '@perspective-dev/client');
        const kinds: Record<string, Kind> = KINDS;
        const columns = names.map((name) => [name, column(kinds[name]!, 700, true)] as const);
        const batch = batchOf(Object.fromEntries(columns));
        const bytes = encode([batch], { format, ...(compression && { compression }) });
        const copy = new Uint8Array(bytes).buffer;
        const view = await (await perspective!.table(copy, { format: 'arrow' })).view();
        const read = await view.to_columns();
        expect(names.map((name) => read[name])).toEqual(
          valuesOf(batch).map((values) => values.map(number)),
        );
      },
    );
  }
});

describe('Polars', () => {
  const names = [
    'Bool',
    'Int8',
    'Int32',
    'Float32',
    'Float64',
    'Utf8',
    'LargeUtf8',
    'List',
  ] as const;
  for (const compression of CODECS) {
    it.for(FORMATS)(`reads from a %s with ${compression}`, (format, context) => {
      needs(context, polars !== undefined, 'nodejs-polars');
      const columns = names.map((name) => [name, column(KINDS[name] as Kind, 700, true)] as const);
      const batch = batchOf(Object.fromEntries(columns));
      const bytes = Buffer.from(encode([batch], { format, compression }));
      const frame = format === 'file' ? polars!.readIPC(bytes) : polars!.readIPCStream(bytes);
      const read = frame.toObject();
      expect(names.map((name) => Array.from(read[name]!, plain))).toEqual(valuesOf(batch));
    });
  }
});

describe('the reference programs', () => {
  const few = fc.uint8Array({ max: 7, minLength: 1, maxLength: 20_000, size: 'max' });
  const any = fc.uint8Array({ minLength: 1, maxLength: 20_000, size: 'max' });
  const words = fc
    .array(fc.constantFrom('probability ', 'logit ', '0.125,', '\n'), {
      minLength: 1,
      maxLength: 3000,
      size: 'max',
    })
    .map((list) => new TextEncoder().encode(list.join('')));
  const contents = fc.oneof(few, any, words);
  const same = (
    decodeInto: (frame: Uint8Array, target: Uint8Array) => void,
    frame: Uint8Array,
    bytes: Uint8Array,
  ) => {
    const target = new Uint8Array(bytes.length);
    decodeInto(frame, target);
    expect(Buffer.compare(target, bytes)).toBe(0);
  };

  it('lz4 reads what is written here, and is read', (context) => {
    needs(context, has('lz4'), 'lz4');
    fc.assert(
      fc.property(contents, fc.constantFrom('-1', '-9', '-BD', '-BX'), (bytes, option) => {
        expect(Buffer.compare(pipe('lz4', ['-d', '-c', '-'], encodeLz4Frame(bytes)), bytes)).toBe(
          0,
        );
        same(decodeLz4Frame, pipe('lz4', ['-q', option, '-c', '-'], bytes), bytes);
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  it('zstd is read, at every level', (context) => {
    needs(context, has('zstd'), 'zstd');
    const levels = ['--fast=20', '-1', '-3', '-9', '-15', '-19', '--no-check'];
    fc.assert(
      fc.property(contents, fc.constantFrom(...levels), (bytes, level) => {
        same(decodeZstd, pipe('zstd', ['-q', level, '-c', '-'], bytes), bytes);
      }),
      { seed: 22, numRuns: 120 },
    );
  });
});
