import { describe } from '../errors.js';
import {
  delimiterOf,
  type FileKind,
  type FormatName,
  isGzipName,
  KNOWN_ENDINGS,
  kindOfName,
} from './file-kind.js';
import { targetKind } from './sinks/open-sink.js';

/** Where the output's format comes from: an option, its name, or the first input. */
export interface OutputFormat {
  /** The first input is this. */
  learn(format: FormatName): void;
  /** Known at the latest when the first input has been looked at. */
  readonly kind: FileKind;
  /** The delimiter of the output, undefined where it is no text. */
  readonly delimiter: string | undefined;
}

/**
 * @param said  what an option says
 * @param delimiter  of CSV, where an option says it; `.tsv` has its own
 * @throws RangeError where neither an option nor the name says a format, and the target is to be a regular file
 * @throws FormatError where the name says one that is not known here
 */
export async function outputFormat(
  path: string,
  said: FileKind | undefined,
  delimiter: string | undefined,
): Promise<OutputFormat> {
  const gzip = isGzipName(path);
  let kind = said === undefined ? kindOfName(path, 'write') : { ...said, gzip: said.gzip || gzip };
  if (kind === undefined && path !== '-' && (await targetKind(path)) === 'regular') {
    throw new RangeError(noFormat('write', path));
  }
  return {
    learn(format) {
      // A pipe is a stream: whoever reads it need not wait for the end, where the file format has its index.
      kind ??= { format: format === 'arrow' ? 'arrows' : format, gzip: false };
    },
    get kind() {
      // Nothing is written before an input has been looked at.
      return kind as FileKind;
    },
    get delimiter() {
      if (kind?.format === 'tsv') return '\t';
      return kind?.format === 'csv' ? (delimiter ?? delimiterOf('csv')) : undefined;
    },
  };
}

/** What is said of a name that says no format. */
export function noFormat(operator: string, path: string): string {
  return describe({
    operator,
    what: 'the name says no format',
    got: path,
    expected: `${KNOWN_ENDINGS}, or the option format (--to)`,
  });
}
