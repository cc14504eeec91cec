import type { OptionSpec } from './option-kinds.js';

const FORMAT: OptionSpec = {
  name: 'format',
  kind: 'choice',
  choices: ['arrow', 'arrow-stream', 'arrow-file', 'csv', 'tsv'],
  summary: 'The format, where the name of the file does not say it',
};

const DELIMITER: OptionSpec = {
  name: 'delimiter',
  kind: 'string',
  summary: 'The character between two cells of CSV; a tab for TSV, a comma otherwise',
};

const HEADER: OptionSpec = {
  name: 'header',
  kind: 'boolean',
  default: true,
  summary: 'Whether the first line of CSV names the columns',
};

const TYPES: OptionSpec = {
  name: 'types',
  kind: 'mapping',
  summary: 'The types of CSV columns by name or glob; others are inferred from the first block',
};

const ESCAPE_FORMULAS: OptionSpec = {
  name: 'escapeFormulas',
  kind: 'boolean',
  default: false,
  summary: 'Whether texts in CSV that a spreadsheet would compute get an apostrophe',
};

/** What fast-csv reads: each is one character. */
const DIALECT: readonly OptionSpec[] = [
  { name: 'quote', kind: 'string', summary: 'Around fields of CSV, where that is no "' },
  {
    name: 'escape',
    kind: 'string',
    summary: 'Before a quote within a quoted field, where it is not doubled',
  },
  { name: 'comment', kind: 'string', summary: 'Lines of CSV that begin with it are passed over' },
];

const COMPRESSION: OptionSpec = {
  name: 'compression',
  kind: 'choice',
  choices: ['lz4', 'zstd'],
  summary: 'How the buffers of Arrow are compressed; none by default',
};

const PRECISION: OptionSpec = {
  name: 'precision',
  kind: 'integer',
  summary: 'Decimals of floats in CSV, 0 to 100; as many as read back to the same value by default',
};

const SIGNIFICANT: OptionSpec = {
  name: 'significant',
  kind: 'integer',
  summary: 'The most significant digits of floats in CSV, 1 to 17',
};

/** What `read` may hold; the one place that says so. */
export const READ_OPTIONS: readonly OptionSpec[] = [FORMAT, DELIMITER, HEADER, TYPES, ...DIALECT];

/** What `write` may hold. */
export const WRITE_OPTIONS: readonly OptionSpec[] = [
  FORMAT,
  DELIMITER,
  HEADER,
  PRECISION,
  SIGNIFICANT,
  ESCAPE_FORMULAS,
  COMPRESSION,
];
