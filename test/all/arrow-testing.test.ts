import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type RecordBatch, Vector } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { LogitflowError } from '../../src/errors.js';
import { valuesOf } from '../formats/arrow-ipc/batches.js';
import { decode, decodeFile } from '../formats/arrow-ipc/support.js';
import { needs } from './optional.js';

/**
 * The files of https://github.com/apache/arrow-testing, where LOGITFLOW_ARROW_TESTING names a copy of it: what other
 * implementations exchange is read as its JSON says or refused by name, and what has crashed them is not believed.
 */
const folder = join(process.env.LOGITFLOW_ARROW_TESTING ?? '/', 'data');
const streams = join(folder, 'arrow-ipc-stream');
const integration = join(streams, 'integration');
const isThere = existsSync(integration);
const remedy = 'LOGITFLOW_ARROW_TESTING names a copy';

/** Why whole folders are refused. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  '0.14.1': /as Arrow 0.15 \(2019\) and later write it|the metadata version is not supported/,
  '1.0.0-bigendian': /the data are big-endian/,
};
/** Why single files may be: types that apache-arrow has not, and nulls of old unions. */
const UNSUPPORTED = /the type of a column is not supported|a union with nulls of its own/;

interface Golden {
  readonly schema: { readonly fields: readonly GoldenField[] };
  readonly batches: readonly { readonly columns: readonly GoldenColumn[] }[];
}
interface GoldenField {
  readonly type: { readonly name: string };
  readonly dictionary?: unknown;
}
interface GoldenColumn {
  readonly VALIDITY?: readonly number[];
  readonly DATA?: readonly unknown[];
}

/** Types whose values the JSON holds as values; of dictionaries it holds indices. */
const isFlat = ({ type, dictionary }: GoldenField) =>
  dictionary === undefined && /^(int|floatingpoint|bool|(large)?utf8)$/.test(type.name);

/** The flat columns of the batches that hold rows, as the JSON says, null where they are null. */
function said({ schema, batches }: Golden): unknown[][] {
  return batches.flatMap(({ columns }) =>
    columns
      .filter(({ DATA = [] }, i) => isFlat(schema.fields[i]!) && DATA.length > 0)
      .map(({ DATA = [], VALIDITY }) =>
        DATA.map((value, row) => (VALIDITY?.[row] === 0 ? null : text(value))),
      ),
  );
}

function read({ schema }: Golden, batches: readonly RecordBatch[]): unknown[][] {
  return batches.flatMap(({ data }) =>
    data.children
      .filter(({ length }, i) => isFlat(schema.fields[i]!) && length > 0)
      .map((column) => Array.from(new Vector([column]), text)),
  );
}

/** Numbers to four digits, for the JSON has six of a float32; integers of 64 bits are strings there. */
function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return `${Number(value)}`;
  const isFraction = typeof value === 'number' && !Number.isInteger(value);
  return isFraction ? value.toPrecision(4) : `${value}`;
}

const cases = isThere
  ? readdirSync(integration, { recursive: true })
      .map((entry) => `${entry}`.split('/'))
      .filter(([, name]) => name !== undefined && /\.(stream|arrow_file)$/.test(name))
      .map(([version, name]) => [version!, name!] as const)
  : [];

describe('the integration files of Apache Arrow', () => {
  it('are there', (context) => {
    needs(context, isThere, 'apache/arrow-testing', remedy);
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('%s/%s is read as its JSON says, or refused by name', async (version, name) => {
    const path = join(integration, version, name);
    const bytes = new Uint8Array(readFileSync(path));
    const decoded = async () => (name.endsWith('.stream') ? decode(bytes) : decodeFile(bytes));
    const why = REFUSED[version];
    if (why !== undefined) return expect(decoded()).rejects.toThrow(why);
    let batches: readonly RecordBatch[];
    try {
      batches = await decoded();
    } catch (error) {
      expect(error).toBeInstanceOf(LogitflowError);
      expect(`${error}`).toMatch(UNSUPPORTED);
      return;
    }
    const json = gunzipSync(readFileSync(path.replace(/\.\w+$/, '.json.gz'))).toString();
    const golden: Golden = JSON.parse(json);
    expect(read(golden, batches)).toEqual(said(golden));
  });
});

const crashes = isThere
  ? [streams, join(folder, 'arrow-ipc-file')].flatMap((place) =>
      readdirSync(place)
        .filter((name) => /^(crash|clusterfuzz)/.test(name))
        .map((name) => join(place, name))
        .filter((path) => statSync(path).isFile()),
    )
  : [];

describe('what has crashed other implementations', () => {
  it('is refused by typed errors, or read, within two seconds each', async (context) => {
    needs(context, isThere, 'apache/arrow-testing', remedy);
    const outcomes = { refused: 0, read: 0 };
    for (const path of crashes) {
      const bytes = new Uint8Array(readFileSync(path));
      const start = performance.now();
      try {
        const batches =
          path.includes('-file-') || path.includes('arrow-ipc-file')
            ? await decodeFile(bytes)
            : decode(bytes);
        for (const batch of batches) if (batch.numRows < 100_000) valuesOf(batch);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof LogitflowError)) throw new Error(path, { cause: error });
        outcomes.refused++;
      }
      expect(performance.now() - start, path).toBeLessThan(2000);
    }
    console.log(outcomes);
    expect(outcomes.refused).toBeGreaterThan(crashes.length / 2);
  });
});
