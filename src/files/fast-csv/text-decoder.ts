import { FormatError } from '../../errors.js';

/** Encodings that text files are read in. */
export type TextEncodingName = 'utf8' | 'latin1' | 'utf16le';

/** Bytes to text in pieces; a byte order mark at the beginning is passed over. */
export interface TextPieces {
  decode(bytes: Uint8Array): string;
  /** The rest, where the bytes ended within a character. */
  end(): string;
}

/**
 * A decoder that never replaces what it cannot read.
 *
 * @throws FormatError  from its methods, for bytes that are no text in the encoding
 */
export function textDecoder(operator: string, encoding: TextEncodingName): TextPieces {
  if (encoding === 'latin1') return LATIN1;
  const label = encoding === 'utf8' ? 'utf-8' : 'utf-16le';
  const decoder = new TextDecoder(label, { fatal: true });
  const strictly = (decode: () => string) => {
    try {
      return decode();
    } catch {
      const what = `the text is not ${label.toUpperCase()}`;
      throw new FormatError({ operator, what, expected: 'the option encoding that fits' });
    }
  };
  return {
    decode: (bytes) => strictly(() => decoder.decode(bytes, { stream: true })),
    end: () => strictly(() => decoder.decode()),
  };
}

/** ISO 8859-1, where every byte is a character; a TextDecoder of this name would read Windows-1252. */
const LATIN1: TextPieces = {
  decode: (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
  end: () => '',
};
