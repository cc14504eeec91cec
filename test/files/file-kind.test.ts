import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.js';
import {
  type FormatName,
  formatOfBytes,
  formatOfChoice,
  kindOfName,
} from '../../src/files/file-kind.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const encoded = (text: string, encoding: 'utf16le' | 'utf16be') => {
  const little = Buffer.from(text, 'utf16le');
  return encoding === 'utf16le' ? little : little.swap16();
};
const ARROW_FILE = bytes('ARROW1\0\0\xff\xff\xff\xff');
const ARROW_STREAM = bytes('\xff\xff\xff\xff\x10\0\0\0');

describe('the kind that a name says', () => {
  it.each<[string, FormatName, boolean]>([
    ['a.csv', 'csv', false],
    ['deep.er/a.b.TSV', 'tsv', false],
    ['a.tab', 'tsv', false],
    ['a.arrow', 'arrow', false],
    ['a.feather', 'arrow', false],
    ['a.ipc.gz', 'arrow', true],
    ['a.arrows', 'arrows', false],
    ['a.csv.GZ', 'csv', true],
  ])('%s is %s', (name, format, gzip) => {
    expect(kindOfName(name, 'read')).toEqual({ format, gzip });
  });

  it.each(['-', 'data', 'data.txt', 'data.gz', '.gz', 'constructor', 'a.constructor'])(
    'of %s is not known',
    (name) => {
      expect(kindOfName(name, 'read')).toBeUndefined();
    },
  );

  it.each([
    ['scores.parquet', 'Parquet'],
    ['scores.npy', 'NumPy'],
    ['scores.jsonl.gz', 'JSON Lines'],
    ['scores.csv.zst', 'zstd'],
  ])('%s is refused as %s', (name, format) => {
    const refusal = () => kindOfName(name, 'read');
    expect(refusal).toThrow(FormatError);
    expect(refusal).toThrow(
      `${name}: read: the format is not known: ${format}; expected .csv, .tsv, .arrow, .feather, .ipc or .arrows, each also with .gz`,
    );
  });
});

describe('the kind that bytes say', () => {
  it.each<FormatName | undefined>([undefined, 'csv', 'tsv', 'arrow', 'arrows'])(
    'is that of Arrow whatever is said (%s)',
    (said) => {
      expect(formatOfBytes(ARROW_FILE, said, 'f')).toBe('arrow');
      expect(formatOfBytes(ARROW_STREAM, said, 'f')).toBe('arrows');
    },
  );

  it('is what is said for everything else, and CSV where nothing is', () => {
    expect(formatOfBytes(bytes('a,b\n'), undefined, 'f')).toBe('csv');
    expect(formatOfBytes(bytes('a\tb\n'), 'tsv', 'f')).toBe('tsv');
    expect(formatOfBytes(bytes(''), undefined, 'f')).toBe('csv');
    expect(formatOfBytes(bytes('a,b\n'), 'arrow', 'f')).toBe('arrow');
  });

  it('takes a header for a header, where the file is said to be CSV', () => {
    expect(formatOfBytes(bytes('ARROW1,ARROW2\n'), 'csv', 'f')).toBe('csv');
    expect(formatOfBytes(bytes('PAR1,PAR2\n'), 'csv', 'f')).toBe('csv');
  });

  it.each([
    ['PAR1\x15\x04', 'Parquet'],
    ['\x93NUMPY\x01\0', 'NumPy'],
    ['FEA1\0\0', 'Feather version 1'],
    ['{"logits":[1,2]}', 'JSON Lines'],
    ['\x28\xb5\x2f\xfd', 'zstd'],
  ])('of %j is refused as %s', (text, format) => {
    expect(() => formatOfBytes(bytes(text), undefined, 'f')).toThrow(
      `f: read: the format is not known: ${format}; expected .csv, .tsv`,
    );
  });

  it('of text in UTF-16 is refused as that, also where it is said to be CSV', () => {
    for (const text of ['\xff\xfea\0', '\xfe\xff\0a']) {
      expect(() => formatOfBytes(bytes(text), 'csv', 'f')).toThrow(
        'f: read: the text is in UTF-16; expected text in UTF-8, which iconv -f UTF-16 -t UTF-8 makes of it',
      );
    }
  });

  it.each(['utf16le', 'utf16be'] as const)('of text in %s without a mark is, too', (encoding) => {
    const name = encoding === 'utf16le' ? 'UTF-16LE' : 'UTF-16BE';
    for (const text of [
      'id,x\n1,2\n',
      'x\r\n1\r\n2\r\n',
      '编号,名称,x\n一,丁,0.25\n二,七,-3.5\n',
    ]) {
      for (const said of ['csv', undefined] as const) {
        expect(() => formatOfBytes(encoded(text, encoding), said, 'f')).toThrow(
          `f: read: the text is in ${name}; expected text in UTF-8, which iconv -f ${name} -t UTF-8 makes of it`,
        );
      }
    }
  });

  it('of text that holds NULs is that of text, where it is said to be', () => {
    const texts = [
      'a\0b,x\n1,2\n',
      'x\n\0\n\0\n',
      'a,b\n\0,\0\n\0,\0\n',
      '\0\0,a\n\0\0,1\n',
      'a,b\r\n1,\0\r\n2,\0\r\n',
    ];
    for (const text of texts) expect(formatOfBytes(bytes(text), 'csv', 'f')).toBe('csv');
  });

  it('is neither text nor Arrow where there are zeros', () => {
    expect(() => formatOfBytes(bytes('\x01\x02\0\x03'), undefined, 'f')).toThrow(
      'f: read: the format is not known: neither text nor Arrow; expected',
    );
  });
});

describe('the kind that an option says', () => {
  it('knows the names of recipes and of files, each with .gz', () => {
    expect(formatOfChoice('arrow-stream')).toEqual({ format: 'arrows', gzip: false });
    expect(formatOfChoice('feather.gz')).toEqual({ format: 'arrow', gzip: true });
    expect(formatOfChoice('toString')).toBeUndefined();
  });

  it('is for arrow a stream on standard output and under a name that says so, else a file', () => {
    expect(formatOfChoice('arrow', '-')?.format).toBe('arrows');
    expect(formatOfChoice('arrow', 'a.arrows.gz')?.format).toBe('arrows');
    expect(formatOfChoice('arrow', 'a')?.format).toBe('arrow');
    expect(formatOfChoice('arrow-file', '-')?.format).toBe('arrow');
  });
});
