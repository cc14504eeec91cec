import fc from 'fast-check';

const strangeNames = [
  ...['nan', 'NaN', '-nan', '-inf', '-inf', '-INF', 'Infinity', '+inf', '-Infinity', '"nan"'],
];

/** Rows of them have no class left. */
const emptyRow = fc.constantFrom(
  ...[
    ['-inf', '-inf', '-inf'],
    ['inf', 'inf', '+Infinity'],
    ['', '', ''],
    ['-inf', '', '"-inf"'],
    ['nan', '-inf', ''],
    ['nan', 'NaN', 'nan'],
  ],
);

const tameNumber = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, min: -50, max: 50 }).map(String) },
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -999, max: 999 }).map(String) },
);

/** Cells that numbers are read from; most are numbers. */
const cell = fc.oneof(
  { weight: 30, arbitrary: tameNumber },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...['+1', '.5', '5.', '-0', '1e3', '1E-7', '1e999', '4.9e-324', '2.2250738585072014e-308'],
      ...['0.1000000000000000055511151231257827021181583404541015625', '123456789012345678901234'],
      ...['"1.5"', '"-2"', '1e-400', '9007199254740993', '0.30000000000000004'],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '', '""') },
  { weight: 2, arbitrary: fc.constantFrom(...strangeNames) },
);

const strangeElements = [
  ...['null', 'null', 'NaN', '-Infinity', 'inf', '"NaN"', '"-Infinity"', '"inf"', '+1.5', '5.'],
  ...['1e999', '0.1000000000000000055511151231257827021181583404541015625'],
];
const strayElements = ['', 'x', '"1"', '[1]', '1 2', 'nul', '"NaN', '0x1', '1]'];

const element = fc.oneof(
  { weight: 60, arbitrary: tameNumber },
  { weight: 5, arbitrary: fc.constantFrom(...strangeElements) },
);

const list = fc
  .record({
    elements: fc.oneof(
      { weight: 6, arbitrary: fc.array(tameNumber, { minLength: 3, maxLength: 3 }) },
      { weight: 6, arbitrary: fc.array(element, { maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(tameNumber, { minLength: 20, maxLength: 40 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(['-inf', '-inf'], ['null'], ['inf', 'inf'], ['nan']),
      },
    ),
    comma: fc.constantFrom(',', ',', ', ', ' ,\t', ',\n '),
    blanks: fc.constantFrom('', '', '', ' ', '\t'),
    quoted: fc.boolean(),
  })
  .map(({ elements, comma, blanks, quoted }) => {
    const text = `[${blanks}${elements.join(comma)}${blanks}]`;
    return quoted || /[,\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });

/** Cells of lists; rarely one is none. */
const listCell = fc.oneof(
  { weight: 300, arbitrary: list },
  { weight: 15, arbitrary: fc.constantFrom('', '""', '[]', '"[ ]"', '"[1,2] "') },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...strayElements)
      .map((element) => `"[1,${element.replaceAll('"', '""')},2]"`),
  },
  { weight: 1, arbitrary: fc.constantFrom('[', '"[1,2"', '" [1]"', '1', '{}', '"[1,2]x"', '][') },
);

const strayCell = fc.constantFrom(
  ...[
    '007',
    '1,5',
    ' 1',
    '1 ',
    '0x1',
    '1_0',
    '-',
    '.',
    'e5',
    'x',
    '"1""2"',
    '[1,2]',
    '"[1,2]"',
    '1e',
    '++1',
  ],
);

const words = fc.constantFrom(
  ...[
    '',
    'a',
    'zebra',
    '"quoted"',
    '"with, comma"',
    '"a ""quote"""',
    '"two\nlines"',
    '"cr\r\nlf"',
    'ünï',
    '日本',
  ],
  ...['1.50', '5"', '[3]', ' pad ', '"', 'a\u0000b', 'long '.repeat(20), `"${'x'.repeat(40)}"`],
);
const tameWords = words.filter((word) => word !== '"');

const flag = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('true', 'false') },
  { weight: 1, arbitrary: fc.constantFrom('', 'True', '"false"', '"true"', 'FALSE', '""') },
  { weight: 1, arbitrary: fc.constantFrom('true', 'yes', '1') },
);

/** Texts of the same columns, mostly one, and what these are. */
export interface CsvTexts {
  readonly texts: readonly Buffer[];
  /** The names of the columns, whether they stand in a header or not. */
  readonly names: readonly string[];
  readonly named: boolean;
}

const rows = fc.array(
  fc.record({
    cells: fc.oneof(
      { weight: 9, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
      { weight: 1, arbitrary: emptyRow },
    ),
    lists: fc.array(listCell, { minLength: 3, maxLength: 3 }),
    note: tameWords,
    id: fc.nat(99),
    flag,
  }),
  { maxLength: 30 },
);

/** A text, and what the dice do to it. */
const form = fc.record({
  rows,
  // A few rows are computed side by side, more of them by columns.
  times: fc.constantFrom(1, 1, 5),
  newline: fc.constantFrom('\n', '\n', '\r\n'),
  bom: fc.constantFrom('', '', '\ufeff'),
  final: fc.boolean(),
  damage: fc.array(fc.tuple(fc.nat(29), fc.nat(5), fc.nat(99)), { maxLength: 2 }),
  damaged: fc.constantFrom(false, false, true),
  stray: strayCell,
});

const order = fc.constantFrom(
  ...['id,a,b,c,note', 'a,b,c', 'note,c,b,a,id', 'a,id,b,note,c', '"a",b,"c",id,note'],
  ...['flag,a,b,c,note', 'a,b,c,id,flag'],
);

/** Texts with columns id, a, b, c, note and flag in some order; rarely they differ in it, and in which hold lists. */
function textsWhere(
  named: fc.Arbitrary<boolean>,
  holders: fc.Arbitrary<string>,
): fc.Arbitrary<CsvTexts> {
  const shape = fc.record({ order, lists: holders });
  return fc
    .record({
      named,
      shape,
      forms: fc.oneof(
        { weight: 3, arbitrary: fc.tuple(form) },
        { weight: 1, arbitrary: fc.array(form, { minLength: 2, maxLength: 4 }) },
      ),
      other: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: shape },
      ),
    })
    .map(({ named, shape, forms, other }) => ({
      texts: forms.map((form, i) => textOf(form, i === 1 && other ? other : shape, named)),
      names: namesIn(shape.order),
      named,
    }));
}

/** Rarely any of them holds lists. */
export const csvTexts = textsWhere(
  fc.constantFrom(true, true, true, false),
  fc.constantFrom(...Array<string>(14).fill(''), 'a', 'abc'),
);

/** Some of the columns a, b and c hold lists. */
export const listTexts = textsWhere(fc.constant(true), fc.constantFrom('a', 'a', 'abc', 'ab'));

type Form = typeof form extends fc.Arbitrary<infer T> ? T : never;

function namesIn(order: string): readonly string[] {
  return order.replaceAll('"', '').split(',');
}

function textOf(
  { rows, times, newline, bom, final, damage, damaged, stray }: Form,
  { order, lists: held }: { readonly order: string; readonly lists: string },
  named: boolean,
): Buffer {
  const all = Array.from({ length: times }, () => rows).flat();
  const lines = all.map(({ cells, lists, note, id, flag }) => {
    const [a, b, c] = cells.map((cell, i) => (held.includes('abc'[i]!) ? lists[i] : cell));
    const values = new Map(Object.entries({ a, b, c, note, id: String(id), flag }));
    return namesIn(order)
      .map((name) => values.get(name)!)
      .join(',');
  });
  for (const [row, kind, place] of damaged ? damage : []) {
    if (row < lines.length) lines[row] = damageOf(lines[row]!, kind, place, stray);
  }
  const text = [...(named ? [order] : []), ...lines].join(newline);
  return Buffer.from(bom + text + (final ? newline : ''));
}

function damageOf(line: string, kind: number, place: number, stray: string): string {
  const at = place % (line.length + 1);
  if (kind === 0) return `${line},`;
  if (kind === 1) return line.slice(0, at);
  if (kind === 2) return `${line.slice(0, at)}"${line.slice(at)}`;
  if (kind === 3) return `${line}\r${line}`;
  if (kind === 4) return `\n${line}\n`;
  const cells = line.split(',');
  cells[place % cells.length] = stray;
  return cells.join(',');
}
