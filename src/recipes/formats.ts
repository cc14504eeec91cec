import { option } from './option-kinds.js';

const FORMAT = option({
  name: 'format',
  kind: 'choice',
  choices: ['arrow', 'arrow-stream', 'arrow-file', 'csv', 'tsv'],
  summary: 'The format, where the name of the file does not say it',
});

const DELIMITER = option({
  name: 'delimiter',
  kind: 'string',
  summary: 'The character between two cells of CSV; a tab for TSV, a comma otherwise',
});

const HEADER = option({
  name: 'header',
  kind: 'boolean',
  default: true,
  summary: 'Whether the first line of CSV names the columns',
});

const TYPES = option({
  name: 'types',
  kind: 'mapping',
  summary: 'The types of CSV columns by name or glob; others are inferred from the first block',
});

const ESCAPE_FORMULAS = option({
  name: 'escapeFormulas',
  kind: 'boolean',
  default: false,
  summary: 'Whether texts in CSV that a spreadsheet would compute get an apostrophe',
});

/** What fast-csv reads: each is one character. */
const DIALECT = [
  option({ name: 'quote', kind: 'string', summary: 'Around fields of CSV, where that is no "' }),
  option({
    name: 'escape',
    kind: 'string',
    summary: 'Before a quote within a quoted field, where it is not doubled',
  }),
  option({
    name: 'comment',
    kind: 'string',
    summary: 'Lines of CSV that begin with it are passed over',
  }),
];

const COMPRESSION = option({
  name: 'compression',
  kind: 'choice',
  choices: ['lz4', 'zstd'],
  summary: 'How the buffers of Arrow are compressed; none by default',
});

const PRECISION = option({
  name: 'precision',
  kind: 'integer',
  summary: 'Decimals of floats in CSV, 0 to 100; as many as read back to the same value by default',
});

const SIGNIFICANT = option({
  name: 'significant',
  kind: 'integer',
  summary: 'The most significant digits of floats in CSV, 1 to 17',
});

/** What `read` may hold; the one place that says so. */
export const READ_OPTIONS = [FORMAT, DELIMITER, HEADER, TYPES, ...DIALECT];

/** What `write` may hold. */
export const WRITE_OPTIONS = [
  FORMAT,
  DELIMITER,
  HEADER,
  PRECISION,
  SIGNIFICANT,
  ESCAPE_FORMULAS,
  COMPRESSION,
];
