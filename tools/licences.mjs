/** What has to go along with parts of other packages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = `dist/cli.js and dist/program hold parts of the packages below: modules of them, without what is not
needed, joined and shortened. Nothing else of this package does.
`;

/** The licences and notices of the packages that any of these modules comes from, as one text. */
export function licencesOf(modules) {
  const folders = new Set(modules.map(packageOf).filter((folder) => folder !== undefined));
  return [HEADER, ...[...folders].sort().map(licenceOf)].join(`\n${'='.repeat(100)}\n\n`);
}

/** The innermost package that a module lies in; none for our own. */
function packageOf(module) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copyright)/i.test(file));
  if (files.length === 0) throw new Error(`${name} has no licence to go along with it`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${name} ${version}, ${license}\n\n${texts.join('\n\n')}\n`;
}
