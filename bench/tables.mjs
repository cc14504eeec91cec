/** The results of benches as Markdown: one table a heading, with what was measured where, and what was not there. */

const COLUMNS = {
  job: ({ job }) => job.replaceAll('<', '&lt;'),
  contender: ({ contender }) => (contender === 'logitflow' ? undefined : contender),
  against: ({ against }) => against,
  ratio: ({ ratio }) => ratio?.toFixed(2),
  '': ({ means, measure, ratio }) => ratio && said(means, measure),
  goal: ({ goal, means }) => goal && `${means === 'time' ? '≤' : '≥'} ${goal}`,
  'peak MB': ({ peakMb }) => peakMb && Math.round(peakMb),
  'goal MB': ({ goalMb }) => goalMb && `≤ ${goalMb}`,
  'theirs MB': ({ theirPeakMb }) => theirPeakMb && Math.round(theirPeakMb),
  '✓': (row) => mark(row),
};

const said = (means, measure) =>
  [means === 'time' ? 'of its time' : 'times as fast', measure].filter(Boolean).join(', ');

/** Whether the goals of a row are reached: that of the ratio, and that of the peak. */
function mark({ ratio, goal, means, peakMb, goalMb }) {
  const held = [];
  if (goal !== undefined) held.push(means === 'time' ? ratio <= goal : ratio >= goal);
  if (goalMb !== undefined) held.push(peakMb <= goalMb);
  return held.length === 0 ? undefined : held.map((is) => (is ? 'yes' : 'no')).join(' / ');
}

export function asMarkdown(results) {
  return `${['# Measured', HOW, ...sections(results)].join('\n\n')}\n`;
}

const BEGIN = '<!-- measured -->';
const END = '<!-- /measured -->';

/** A page with the tables of some benches between its marks. */
export function withTables(page, results) {
  const [before] = page.split(BEGIN);
  const after = page.slice(page.indexOf(END));
  return `${before}${[BEGIN, ...sections(results)].join('\n\n')}\n\n${after}`;
}

function sections(results) {
  const parts = [];
  for (const [name, bench] of Object.entries(results)) {
    parts.push(`## ${name}`, `${bench.date}, node ${bench.node}, ${bench.machine}${notes(bench)}.`);
    for (const [heading, rows] of byTable(bench.rows)) parts.push(`**${heading}**`, table(rows));
    for (const [install, names] of lacks(bench.missing)) {
      parts.push(`Not installed: ${[...names].join(', ')} (\`${install}\`).`);
    }
  }
  return parts;
}

const HOW =
  'Written by `npm run bench`. Contenders ran in turn; ratios are medians of ratios within a round, or of least times\n' +
  'where a bench says so. Ratios can be compared, times of a machine and an hour cannot.';

function notes({ load, quick, failed }) {
  const busy = load > 1 ? `, a load of ${load} before it: walls say little` : '';
  return `${busy}${quick ? ', a quick run' : ''}${failed === undefined ? '' : `; it failed (${failed})`}`;
}

function byTable(rows) {
  const tables = new Map();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
}

/** What is missing, once, by what installs it. */
function lacks(missing) {
  const names = new Map();
  for (const { missing: name, install } of missing) {
    names.set(install, (names.get(install) ?? new Set()).add(name));
  }
  return names;
}

/** Columns in which no row has anything are left out. */
function table(rows) {
  const columns = Object.entries(COLUMNS).filter(([, cell]) =>
    rows.some((row) => cell(row) !== undefined),
  );
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(([name]) => name)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row) ?? ''))),
  ].join('\n');
}
