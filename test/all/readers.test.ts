import {
  Dictionary,
  Field,
  Int32,
  makeData,
  makeVector,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import {
  batchOf,
  column,
  everything,
  float16,
  KINDS,
  type Kind,
  plain,
  valuesOf,
} from '../formats/arrow-ipc/batches.js';
import { decode, decodeFile, encode } from '../formats/arrow-ipc/support.js';
import { locate, needs, optional } from './optional.js';

/** What these tests use of nodejs-polars. */
interface Polars {
  readIPC(bytes: Buffer): Frame;
  readIPCStream(bytes: Buffer): Frame;
}
interface Frame {
  readonly columns: string[];
  readonly height: number;
  toObject(): Record<string, unknown[]>;
}

/** What these tests use of parquet-wasm: arrow-rs, reading a stream and writing it again. */
interface ParquetWasm {
  readonly Table: { fromIPCStream(bytes: Uint8Array): { intoIPCStream(): Uint8Array } };
}

/** What these tests use of DuckDB for WebAssembly, whose streams Arrow C++ reads. */
interface DuckDBModule {
  createDuckDB(bundles: object, logger: object, runtime: object): Promise<DuckDB>;
  readonly VoidLogger: new () => object;
  readonly NODE_RUNTIME: object;
}
interface DuckDB {
  instantiate(): Promise<unknown>;
  open(config: object): void;
  connect(): Connection;
  /** The result as a file of Arrow. */
  runQuery(connection: number, query: string): Uint8Array;
}
interface Connection {
  readonly _conn: number;
  insertArrowFromIPCStream(bytes: Uint8Array, table: { name: string; create: boolean }): void;
  query(text: string): unknown;
}

const polars = await optional<Polars>('nodejs-polars');
const parquetWasm = await optional<ParquetWasm>('parquet-wasm');
const duckdbWasm = await optional<DuckDBModule>(
  '@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs',
);

/** A column with nulls, whole and cut, in several batches. */
function several(kind: Kind): RecordBatch[] {
  const whole = batchOf({ x: column(kind, 67, true) });
  return [whole, sliceBatch(whole, 11, 50), sliceBatch(whole, 16, 17)];
}

/** Batches whose dictionaries are different. */
function changing(): RecordBatch[] {
  const type = new Dictionary(new Utf8(), new Int32());
  const schema = new Schema([new Field('x', type, true)]);
  return [
    ['a', 'b'],
    ['c', 'a'],
    ['b', 'd', 'c'],
  ].map((words) => {
    const dictionary = makeVector(vectorFromArray(words, new Utf8()).data[0]!);
    const length = words.length;
    const data = Int32Array.from(words, (_, i) => i);
    return recordBatch(
      schema,
      [makeData({ type, length, nullCount: 0, data, dictionary })],
      length,
    );
  });
}

const shared = column(KINDS.Float32, 1000, true);
const flat = (batches: readonly RecordBatch[]) => batches.flatMap((batch) => valuesOf(batch)[0]!);

describe.for(['stream', 'file'] as const)('Polars reads from a %s', (format) => {
  const read = (batches: readonly RecordBatch[]): Frame => {
    const bytes = Buffer.from(encode(batches, { format }));
    return format === 'file' ? polars!.readIPC(bytes) : polars!.readIPCStream(bytes);
  };
  // nodejs-polars gives Int64 as numbers; those of these tests are small multiples of 2⁵⁰ and lose nothing.
  const numbers = (values: readonly unknown[]) =>
    values.map((value) => (typeof value === 'bigint' ? Number(value) : value));
  const values = (batches: readonly RecordBatch[]) =>
    Array.from(read(batches).toObject().x!, plain);

  const kinds = [
    ['Bool', KINDS.Bool],
    ['Int8', KINDS.Int8],
    ['Uint8', KINDS.Uint8],
    ['Int16', KINDS.Int16],
    ['Uint16', KINDS.Uint16],
    ['Int32', KINDS.Int32],
    ['Uint32', KINDS.Uint32],
    ['Int64', KINDS.Int64],
    ['Uint64', KINDS.Uint64],
    ['Float32', KINDS.Float32],
    ['Float64', KINDS.Float64],
    ['Utf8', KINDS.Utf8],
    ['LargeUtf8', KINDS.LargeUtf8],
    ['Utf8View', KINDS.Utf8View],
    ['List', KINDS.List],
    ['LargeList', KINDS.LargeList],
    ['FixedSizeList', KINDS.FixedSizeList],
    ['List of Bool', KINDS['List of Bool']],
    ['Dictionary', KINDS.Dictionary],
  ] satisfies [string, Kind][];
  it.for(kinds)('%s, with nulls, slices and many batches', ([, kind], context) => {
    needs(context, polars !== undefined, 'nodejs-polars');
    const batches = several(kind);
    expect(numbers(values(batches))).toEqual(numbers(flat(batches)));
  });

  it('dictionaries that change from batch to batch', (context) => {
    needs(context, polars !== undefined, 'nodejs-polars');
    expect(values(changing())).toEqual(['a', 'b', 'c', 'a', 'b', 'd', 'c']);
  });

  it('two columns that share one buffer', (context) => {
    needs(context, polars !== undefined, 'nodejs-polars');
    const { x, y } = read([batchOf({ x: shared, y: shared })]).toObject();
    expect(x).toEqual(valuesOf(batchOf({ shared }))[0]);
    expect(y).toEqual(x);
  });

  it('the schema and no rows where there are no batches', (context) => {
    needs(context, polars !== undefined, 'nodejs-polars');
    const frame = read([batchOf({ x: column(KINDS.Float64, 0, false), y: shared.slice(0, 0) })]);
    expect([frame.height, frame.columns]).toEqual([0, ['x', 'y']]);
  });
});

describe('arrow-rs, through parquet-wasm, reads and writes back', () => {
  const back = (batches: readonly RecordBatch[]) =>
    decode(parquetWasm!.Table.fromIPCStream(encode(batches)).intoIPCStream());

  it.for(Object.entries<Kind>(KINDS))('%s', ([, kind], context) => {
    needs(context, parquetWasm !== undefined, 'parquet-wasm');
    const batches = several(kind);
    expect(flat(back(batches))).toEqual(flat(batches));
  });

  it('Float16, to the subnormals and infinities', (context) => {
    needs(context, parquetWasm !== undefined, 'parquet-wasm');
    const bits = [0x0001, 0x83ff, 0x0400, 0x3555, 0x7bff, 0x7c00, 0xfc00, 0x8000];
    const [batch] = back([batchOf({ half: float16(bits) })]);
    expect([...batch!.data.children[0]!.values]).toEqual(bits);
  });

  it('dictionaries that change from batch to batch', (context) => {
    needs(context, parquetWasm !== undefined, 'parquet-wasm');
    expect(flat(back(changing()))).toEqual(['a', 'b', 'c', 'a', 'b', 'd', 'c']);
  });

  it('two columns that share one buffer', (context) => {
    needs(context, parquetWasm !== undefined, 'parquet-wasm');
    const wanted = valuesOf(batchOf({ shared }))[0];
    expect(valuesOf(back([batchOf({ x: shared, y: shared })])[0]!)).toEqual([wanted, wanted]);
  });

  it('all types at once with the metadata of schema and fields', (context) => {
    needs(context, parquetWasm !== undefined, 'parquet-wasm');
    const batch = everything(50, true);
    const [again] = back([batch]);
    expect(valuesOf(again!)).toEqual(valuesOf(batch));
    expect(again!.schema.metadata).toEqual(batch.schema.metadata);
    expect(again!.schema.fields.map((f) => f.metadata)).toEqual(
      batch.schema.fields.map((f) => f.metadata),
    );
  });
});

describe('Arrow C++, through DuckDB, reads', () => {
  let duckdb: DuckDB;
  let connection: Connection;
  beforeAll(async () => {
    if (duckdbWasm === undefined) return;
    const bundle = (name: string) => ({
      mainModule: locate(`@duckdb/duckdb-wasm/dist/duckdb-${name}.wasm`),
      mainWorker: '',
    });
    const { VoidLogger, NODE_RUNTIME } = duckdbWasm;
    const bundles = { mvp: bundle('mvp'), eh: bundle('eh') };
    duckdb = await duckdbWasm.createDuckDB(bundles, new VoidLogger(), NODE_RUNTIME);
    await duckdb.instantiate();
    duckdb.open({});
    connection = duckdb.connect();
  });

  /** What DuckDB says that the stream holds, column by column. */
  async function back(stream: Uint8Array): Promise<unknown[][]> {
    connection.insertArrowFromIPCStream(stream, { name: 'given', create: true });
    const file = duckdb.runQuery(connection._conn, 'select * from given');
    connection.query('drop table given');
    const columns = (await decodeFile(file)).map(valuesOf);
    return columns.reduce((a, b) => a.map((values, i) => [...values, ...b[i]!]));
  }

  /** Of times DuckDB makes microseconds, of spans of time months, days and nanoseconds, of days in milliseconds days. */
  const KEPT: Partial<Record<string, (value: never) => unknown>> = {
    DateMillisecond: (time: number) => time - (time % 86_400_000),
    TimeSecond: (seconds: number) => BigInt(seconds) * 1_000_000n,
    TimeNanosecond: (nanoseconds: bigint) => nanoseconds / 1000n,
    DurationMillisecond: (time: bigint) => [0, 0, Number(time) * 1_000_000, 0],
    IntervalYearMonth: ([years, months]: [number, number]) => [12 * years + months, 0, 0, 0],
  };
  const { IntervalDayTime: _, ...kinds } = KINDS; // DuckDB takes its two numbers for one

  it.for(Object.entries<Kind>(kinds))(
    '%s, with nulls, slices and many batches',
    async ([name, kind], context) => {
      needs(context, duckdbWasm !== undefined, '@duckdb/duckdb-wasm');
      const batches = several(kind);
      const kept = KEPT[name] as ((value: unknown) => unknown) | undefined;
      const wanted = flat(batches).map((value) =>
        value === null ? null : (kept?.(value) ?? value),
      );
      expect(await back(encode(batches))).toEqual([wanted]);
    },
  );

  it('dictionaries that change from batch to batch', async (context) => {
    needs(context, duckdbWasm !== undefined, '@duckdb/duckdb-wasm');
    expect(await back(encode(changing()))).toEqual([['a', 'b', 'c', 'a', 'b', 'd', 'c']]);
  });

  it('a file as a stream after its magic, and two columns that share one buffer', async (context) => {
    needs(context, duckdbWasm !== undefined, '@duckdb/duckdb-wasm');
    const wanted = valuesOf(batchOf({ shared }))[0];
    const file = encode([batchOf({ x: shared, y: shared })], { format: 'file' });
    expect(await back(file.subarray(8))).toEqual([wanted, wanted]);
  });
});
