import { basename } from 'node:path';
import { describe, FormatError, oneOf } from '../errors.js';
import { inUtf16, utf16Name } from '../formats/csv/utf16.js';

/** `tsv` is CSV between tabs; `arrow` is Arrow's file format (Feather 2), `arrows` its stream format. */
export type FormatName = 'csv' | 'tsv' | 'arrow' | 'arrows';

/** What a file holds, under an optional layer of gzip. */
export interface FileKind {
  readonly format: FormatName;
  readonly gzip: boolean;
}

const ENDINGS: Readonly<Record<string, FormatName>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  arrow: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
  arrows: 'arrows',
};

/** The delimiter of a text format where options name none. */
export function delimiterOf(format: FormatName): string {
  return format === 'tsv' ? '\t' : ',';
}

/** What messages say that a name can end in. */
export const KNOWN_ENDINGS = '.csv, .tsv, .arrow, .feather, .ipc or .arrows, each also with .gz';

/** Names of formats as options and recipes take them; each also with `.gz`. */
const CHOICES: Readonly<Record<string, FormatName>> = {
  ...ENDINGS,
  'arrow-file': 'arrow',
  'arrow-stream': 'arrows',
};

export const FORMAT_CHOICES: readonly string[] = Object.keys(CHOICES);

/**
 * The kind that an option says: `csv`, `arrows.gz`, `arrow-stream`; undefined where there is no such format. `arrow`
 * leaves open which of Arrow's two it is: standard output and a name in `.arrows` are streams.
 *
 * @param path  of the output
 */
export function formatOfChoice(choice: string, path = ''): FileKind | undefined {
  const gzip = choice.endsWith('.gz');
  const name = gzip ? choice.slice(0, -3) : choice;
  if (name === 'arrow' && isStreamName(path)) return { format: 'arrows', gzip };
  const format = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  return format === undefined ? undefined : { format, gzip };
}

const FORMATS: readonly string[] = ['csv', 'tsv', 'arrow', 'arrows'] satisfies FormatName[];

/** @throws TypeError for a format that an option names and that there is not */
export function checkFormat(operator: string, format: unknown): void {
  if (format === undefined || FORMATS.includes(format as string)) return;
  const report = { operator, what: 'no such format', got: format };
  throw new TypeError(describe({ ...report, expected: oneOf(FORMATS, format) }));
}

/** The kind that an option says, as a kind or by the name of a format. */
export function kindSaid(said: FileKind | FormatName | undefined): FileKind | undefined {
  return typeof said === 'string' ? { format: said, gzip: false } : said;
}

/** Where Arrow is written as a stream unless somebody says otherwise: a reader need not wait for the end. */
export function isStreamName(path: string): boolean {
  return path === '-' || /\.arrows(\.gz)?$/i.test(path);
}

export function isGzipName(path: string): boolean {
  return /\.gz$/i.test(path);
}

/** Formats that people have beside these, by the end of the name; each is refused by its own name. */
const FOREIGN_ENDINGS: Readonly<Record<string, string>> = {
  parquet: 'Parquet',
  pq: 'Parquet',
  npy: 'NumPy',
  npz: 'NumPy archive',
  jsonl: 'JSON Lines',
  ndjson: 'JSON Lines',
  json: 'JSON',
  xlsx: 'Excel',
  xls: 'Excel',
  orc: 'ORC',
  avro: 'Avro',
  h5: 'HDF5',
  hdf5: 'HDF5',
  pkl: 'pickle',
  pt: 'PyTorch',
  safetensors: 'safetensors',
  sqlite: 'SQLite',
  zst: 'zstd',
  bz2: 'bzip2',
  xz: 'xz',
  lz4: 'LZ4',
  zip: 'zip',
};

/** The first bytes of formats that are not known; those that a CSV header could begin with as well stand apart. */
const FOREIGN_BYTES: readonly (readonly [magic: string, name: string])[] = [
  ['\x93NUMPY', 'NumPy'],
  ['PK\x03\x04', 'zip (NumPy archive, Excel or PyTorch)'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['\xfd7zXZ\x00', 'xz'],
  ['\x04\x22\x4d\x18', 'LZ4'],
  ['\x89HDF', 'HDF5'],
  ['Obj\x01', 'Avro'],
  ['SQLite format 3\x00', 'SQLite'],
];
const FOREIGN_PRINTABLE: readonly (readonly [magic: string, name: string])[] = [
  ['PAR1', 'Parquet'],
  ['FEA1', 'Feather version 1'],
  ['ORC', 'ORC'],
  ['BZh', 'bzip2'],
  ['{"', 'JSON Lines'],
];

/** Bytes that `kindOfBytes` wants to see. */
export const HEAD_BYTES = 512;

/**
 * The kind that a file's name says.
 *
 * @returns undefined where the name says nothing of the format; what it says of gzip the bytes say better
 * @throws FormatError  where the name says a format that is not known here
 */
export function kindOfName(path: string, operator: string): FileKind | undefined {
  const name = basename(path).toLowerCase();
  const gzip = name.endsWith('.gz');
  const ending = (gzip ? name.slice(0, -3) : name).split('.').at(-1) ?? '';
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (format !== undefined) return { format, gzip };
  const foreign = Object.hasOwn(FOREIGN_ENDINGS, ending) ? FOREIGN_ENDINGS[ending] : undefined;
  if (foreign !== undefined && name.includes('.')) throw notKnown(path, operator, foreign);
  return undefined;
}

/** For a file that is said to be text: `tsv` where the name ends so, else `csv`. */
export function textFormatOf(path: string): 'csv' | 'tsv' {
  return /\.(tsv|tab)(\.gz)?$/i.test(path) ? 'tsv' : 'csv';
}

/**
 * What a file holds, from its first bytes (gzip taken off) and the format that its name or an option says.
 *
 * Arrow's two formats are told by their bytes whatever is said. Everything else is what is said, and CSV where nothing
 * is: text has no mark of its own.
 *
 * @throws FormatError  where the bytes are those of a format that is not known here
 */
export function formatOfBytes(
  head: Uint8Array,
  said: FormatName | undefined,
  path: string,
): FormatName {
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  if (said !== 'csv' && said !== 'tsv') {
    const printable = FOREIGN_PRINTABLE.find(([magic]) => text.startsWith(magic));
    if (printable !== undefined) throw notKnown(path, 'read', printable[1]);
  }
  if (isArrowFile(text)) return 'arrow';
  if (text.startsWith('\xff\xff\xff\xff')) return 'arrows';
  const foreign = FOREIGN_BYTES.find(([magic]) => text.startsWith(magic));
  if (foreign !== undefined) throw notKnown(path, 'read', foreign[1]);
  const utf16 = utf16Name(head.subarray(0, HEAD_BYTES));
  if (utf16 !== undefined) throw inUtf16('read', utf16).at({ file: path });
  if (said === undefined && head.includes(0)) throw notKnown(path, 'read', undefined);
  return said ?? 'csv';
}

/** `ARROW1` and two bytes of padding; without them it may be a CSV header. */
function isArrowFile(text: string): boolean {
  return text.startsWith('ARROW1\0\0') || text === 'ARROW1';
}

function notKnown(path: string, operator: string, format: string | undefined): FormatError {
  return new FormatError({
    file: path,
    operator,
    what:
      format === undefined
        ? 'the format is not known: neither text nor Arrow'
        : `the format is not known: ${format}`,
    expected: KNOWN_ENDINGS,
  });
}
